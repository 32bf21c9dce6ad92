// The AWS SDK's clients on the SDK's own runtime, over real sockets.
import {
  GetRegisterAccountStatusCommand,
  IoTFleetWise,
  IoTFleetWiseClient,
  type IoTFleetWiseClientConfig,
} from "@aws-sdk/client-iotfleetwise";
import { HttpResponse } from "@smithy/core/protocols";
import { firstValueFrom, take, toArray } from "rxjs";
import { afterEach, describe, expect, type Mock, test, vi } from "vitest";
import {
  getRegistration,
  type RegistrationWaiterOptions,
  waitUntilRegistered,
  watchEnsureEvents,
  watchRegistrationEvents,
} from "../../src/index.js";
import { startEmulator } from "../../src/testing/index.js";
import { wire } from "../registration/examples.js";
import { withFreshModules } from "../support/fresh-modules.js";
import {
  answers,
  cutsShort,
  resets,
  type Scene,
  type ScriptedServer,
  scriptedServer,
} from "../support/scripted-server.js";
import { countTimers } from "../support/timers.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const QUICK = { minDelay: 0.01, maxDelay: 0.01, maxWaitTime: 20, random: () => 0 };
const REGISTERED = wire({ accountStatus: "REGISTRATION_SUCCESS" });
const REGISTERED_OUTPUT = {
  customerAccountId: "012345678912",
  accountStatus: "REGISTRATION_SUCCESS",
  iamRegistrationResponse: undefined,
  creationTime: undefined,
  lastModificationTime: undefined,
} as const;
const THROTTLED = answers(429, { __type: "ThrottlingException", message: "Rate exceeded" });
const OK = answers(200, REGISTERED);

/** The timers and the monotonic clock, but not `Date`, because the responses have the system's dates. */
const TIMERS = ["setTimeout", "clearTimeout", "performance"] as const;

const failure = (waiting: Promise<unknown>): Promise<Error> =>
  waiting.then(
    () => expect.unreachable(),
    (error) => error,
  );

/** Returns the error of a wait at its deadline, after two polls that fail. */
async function deadlineError(
  server: ScriptedServer,
  client: RegistrationWaiterOptions["client"],
): Promise<Error> {
  vi.useFakeTimers({ toFake: [...TIMERS] });
  const wait = { client, minDelay: 3, maxDelay: 3, maxWaitTime: 5, random: () => 0 };
  let error: Error | undefined;
  await new Promise<void>((retry) =>
    watchRegistrationEvents(wait).subscribe({
      next: () => retry(),
      error: (reason) => {
        error = reason;
      },
    }),
  );
  await vi.advanceTimersByTimeAsync(3000);
  await server.received(2);
  while (error === undefined) await vi.advanceTimersByTimeAsync(100);
  return error;
}

/** Passes the pauses between the SDK's own attempts, until the server has received this number of requests. */
async function passUntil(server: ScriptedServer, requests: number): Promise<void> {
  while (server.requests.length < requests) await vi.advanceTimersByTimeAsync(100);
}

afterEach(() => {
  vi.useRealTimers();
  vi.doUnmock("@aws-sdk/client-iotfleetwise");
});

describe.each([
  ["bare", IoTFleetWiseClient],
  ["aggregated", IoTFleetWise],
])("the %s client", (_kind, Client) => {
  const clientOf = (endpoint: string, config: IoTFleetWiseClientConfig = {}) =>
    new Client({ region: "us-east-1", endpoint, credentials: KEYS, ...config });

  test("a client's throttle is emitted after one request, whatever its maxAttempts", async () => {
    await using server = await scriptedServer(THROTTLED);
    const client = clientOf(server.endpoint, { maxAttempts: 10 });
    const events = await firstValueFrom(
      watchRegistrationEvents({ client, ...QUICK }).pipe(take(3), toArray()),
    );
    expect(events).toMatchObject([1, 2, 3].map((attempt) => ({ type: "retry", throttled: true, attempt })));
    expect(server.requests).toHaveLength(3);
  });

  test.each(["standard", "adaptive"])(
    "a client's failure is emitted after one request in the retry mode %s",
    async (retryMode) => {
      await using server = await scriptedServer(answers(500, { __type: "InternalServerException" }), OK);
      const client = clientOf(server.endpoint, { retryMode });
      const events = await firstValueFrom(watchRegistrationEvents({ client, ...QUICK }).pipe(toArray()));
      expect(events.map(({ type }) => type)).toEqual(["retry", "poll", "transition"]);
      expect(server.requests).toHaveLength(2);
    },
  );

  test("an SDK client does not repeat a RegisterAccount whose response was lost", async () => {
    await using emulator = await startEmulator({ faults: ["none", "cutBody"], timeScale: 1e4 });
    const client = clientOf(emulator.endpoint);
    const events = await firstValueFrom(watchEnsureEvents({ client, ...QUICK }).pipe(toArray()));
    expect(events.at(-1)).toMatchObject({ resource: "account", to: "REGISTRATION_SUCCESS" });
    expect(emulator.account.registrations).toBe(1);
    expect(emulator.requests.filter(({ operation }) => operation === "RegisterAccount")).toHaveLength(1);
  });

  test("an abort between two attempts leaves no timer of the SDK's backoff", async () => {
    using timers = countTimers();
    const body = new TextEncoder().encode("<html>");
    let called = () => {};
    const third = new Promise<void>((resolve) => {
      let calls = 0;
      called = () => void (++calls === 3 && resolve());
    });
    const handle = async () => {
      called();
      return { response: new HttpResponse({ statusCode: 503, headers: {}, body }) };
    };
    const controller = new AbortController();
    const client = clientOf("http://fleetwise.test", {
      requestHandler: { handle } as never,
      maxAttempts: 10,
    });
    const waiting = waitUntilRegistered({ client, ...QUICK, abortSignal: controller.signal });
    await third;
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    controller.abort();
    await expect(waiting).rejects.toBe(controller.signal.reason);
    expect(timers.active()).toBe(0);
  });

  test("an SDK client sends one request per attempt to an endpoint that does not exist", async () => {
    const handle = vi.fn(async () => {
      throw Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
    });
    const client = clientOf("http://fleetwise.test", { requestHandler: { handle } as never, maxAttempts: 5 });
    await firstValueFrom(watchRegistrationEvents({ client, ...QUICK }).pipe(take(2), toArray()));
    expect(handle).toHaveBeenCalledTimes(2);
  });

  test("an SDK client corrects a wrong clock, and the poll is retried", async () => {
    const faults = { probability: 1, faults: [{ kind: "skewedClock", skew: 7200 }] } as const;
    await using emulator = await startEmulator({ timeline: "registersInstantly", credentials: KEYS, faults });
    const client = clientOf(emulator.endpoint);
    const events = await firstValueFrom(watchRegistrationEvents({ client, ...QUICK }).pipe(toArray()));
    expect(events.map(({ type }) => type)).toEqual(["retry", "poll", "transition", "transition"]);
    expect(events[0]).toMatchObject({ error: { $metadata: { clockSkewCorrected: true } } });
  });

  test("a rejection for another reason than a wrong clock stays fatal", async () => {
    const date = new Date(Date.now() + 7_200_000).toUTCString();
    await using server = await scriptedServer(answers(403, { __type: "AccessDeniedException" }, { date }));
    const client = clientOf(server.endpoint);
    await expect(waitUntilRegistered({ client, ...QUICK })).rejects.toMatchObject({
      code: "SERVICE_CALL_FAILED",
      cause: { name: "AccessDeniedException", $metadata: { clockSkewCorrected: true } },
    });
    expect(server.requests).toHaveLength(2);
  });

  test("an SDK client signs a request again that was signed before the machine slept", async () => {
    const message = "Signature expired: 20261101T000000Z is now earlier than 20261101T010000Z";
    const expired = answers(403, { __type: "InvalidSignatureException", message });
    await using server = await scriptedServer(expired, OK);
    const events = await firstValueFrom(
      watchRegistrationEvents({ client: clientOf(server.endpoint), ...QUICK }).pipe(toArray()),
    );
    expect(events.map(({ type }) => type)).toEqual(["retry", "poll", "transition"]);
  });

  test("a region with a blank gets the advice about the region", async () => {
    const waiting = waitUntilRegistered({
      client: clientOf("http://x.test", { region: "eu central-1" }),
      ...QUICK,
    });
    await expect(waiting).rejects.toMatchObject({ code: "SERVICE_CALL_FAILED", topics: ["region"] });
  });

  test("an SDK client keeps its own retries for other calls", async () => {
    vi.useFakeTimers({ toFake: [...TIMERS] });
    await using server = await scriptedServer(OK, THROTTLED, THROTTLED, OK);
    const client = clientOf(server.endpoint);
    await getRegistration({ client });
    const output = client.send(new GetRegisterAccountStatusCommand({}));
    await passUntil(server, 4);
    expect((await output).$metadata.attempts).toBe(3);
  });

  test.each<[string, Scene, RegExp]>([
    [
      "a load balancer's page",
      answers(503, "<html>down</html>"),
      /^SyntaxError: Unexpected token .*\(HTTP 503\)\.$/,
    ],
    ["a body that was cut off", cutsShort(200), /^The connection was closed: aborted \(ECONNRESET\)\.$/],
    ["a reset", resets, /^The connection was closed: TimeoutError: .*ECONNRESET.*$/],
  ])(
    "the error names %s in one line, with the facts that the SDK's message lacks",
    async (_case, scene, told) => {
      await using server = await scriptedServer(scene);
      const { message } = await deadlineError(server, clientOf(server.endpoint));
      expect(/ requests\): (.*?\.) (The|Check)/.exec(message)?.[1]).toMatch(told);
    },
  );

  test("an SDK client's 408 of a proxy is retried, and the final error names the sender", async () => {
    await using server = await scriptedServer(answers(408, "<html>too slow</html>"));
    const { message } = await deadlineError(server, clientOf(server.endpoint));
    expect(server.requests.length).toBeGreaterThan(1);
    expect(message).toMatch(
      /\(HTTP 408\)\. The response was not AWS IoT FleetWise's: check the endpoint and any proxy\./,
    );
  });

  test.each<[string, Scene, string]>([
    ["a malformed 200", answers(200, '{"accountStatus":'), "SyntaxError: Unexpected end of JSON input."],
    ["a captive portal", answers(200, "<html>log in</html>"), "SyntaxError: Unexpected token"],
    ["a redirect", answers(302, "", { location: "http://portal.test/" }), "HTTP 302"],
    ["a page that is not there", answers(404, "<html>"), "HTTP 404"],
  ])("the error names the sender of %s, and none of the SDK's hidden fields", async (_case, scene, told) => {
    await using server = await scriptedServer(scene);
    const waiting = waitUntilRegistered({ client: clientOf(server.endpoint), ...QUICK });
    const { message } = await failure(waiting);
    expect(message).toContain(told);
    expect(message).toMatch(/The response was not AWS IoT FleetWise's: check the endpoint and any proxy\.$/);
    expect(message).not.toMatch(/hidden field|\n/);
  });
});

describe("an aggregated client is called by its own method", () => {
  const aggregated = (endpoint = "http://fleetwise.test") =>
    new IoTFleetWise({ region: "us-east-1", endpoint, credentials: KEYS });

  test("a method that a subclass overrides runs with the subclass's fields and without the SDK's retries", async () => {
    class Counting extends IoTFleetWise {
      readonly inputs: object[] = [];
      override getRegisterAccountStatus(input: object = {}, options = {}) {
        this.inputs.push(input);
        return super.getRegisterAccountStatus(input, options);
      }
    }
    await using server = await scriptedServer(THROTTLED, OK);
    const client = new Counting({ region: "us-east-1", endpoint: server.endpoint, credentials: KEYS });
    const events = await firstValueFrom(watchRegistrationEvents({ client, ...QUICK }).pipe(toArray()));
    expect(events.map(({ type }) => type)).toEqual(["retry", "poll", "transition"]);
    expect(client.inputs).toEqual([{}, {}]);
    expect(server.requests).toHaveLength(2);
  });

  test("a method that is set on the instance runs, and nothing is sent", async () => {
    const client = aggregated();
    client.getRegisterAccountStatus = async () => ({ ...REGISTERED_OUTPUT, $metadata: {} });
    await expect(waitUntilRegistered({ client, ...QUICK })).resolves.toMatchObject(REGISTERED);
  });

  test("vi.spyOn sees the call, and a mocked implementation sends nothing", async () => {
    const client = aggregated();
    const spy = vi.spyOn(client, "getRegisterAccountStatus") as unknown as Mock<
      (input: object, options: object) => Promise<unknown>
    >;
    spy.mockResolvedValue(REGISTERED_OUTPUT);
    await expect(waitUntilRegistered({ client, ...QUICK })).resolves.toMatchObject(REGISTERED);
    expect(spy.mock.calls).toEqual([[{}, { abortSignal: expect.any(AbortSignal) }]]);
  });

  test("vi.spyOn on its send sees the command of the client's own package", async () => {
    await using server = await scriptedServer(OK);
    const client = aggregated(server.endpoint);
    const send = vi.spyOn(client, "send");
    await waitUntilRegistered({ client, ...QUICK });
    expect(send.mock.calls[0]?.[0]).toBeInstanceOf(GetRegisterAccountStatusCommand);
  });

  test("other calls by its methods keep the SDK's retries", async () => {
    vi.useFakeTimers({ toFake: [...TIMERS] });
    await using server = await scriptedServer(OK, THROTTLED, OK);
    const client = aggregated(server.endpoint);
    await getRegistration({ client });
    const output = client.getRegisterAccountStatus({});
    await passUntil(server, 3);
    expect((await output).$metadata.attempts).toBe(2);
  });

  test("a call by an aggregated client's own method loads no package", async () => {
    const loaded = () => {
      throw new Error("loaded");
    };
    await using server = await scriptedServer(OK);
    const waited = withFreshModules({ "@aws-sdk/client-iotfleetwise": loaded }, () =>
      waitUntilRegistered({ client: aggregated(server.endpoint), ...QUICK }),
    );
    await expect(waited).resolves.toMatchObject(REGISTERED);
  });
});

test("another object with a `send` is called by its method, which is called on the object itself", async () => {
  const client = {
    send: vi.fn(),
    async getRegisterAccountStatus() {
      expect(this).toBe(client);
      return REGISTERED_OUTPUT;
    },
  };
  await waitUntilRegistered({ client, ...QUICK });
  expect(client.send).not.toHaveBeenCalled();
});
