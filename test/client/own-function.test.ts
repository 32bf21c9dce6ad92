// A user's own function as the client: each thrown value is retried, means "not found", or becomes the cause of a
// ServiceCallError. No call throws synchronously, and the errors of common HTTP clients are recognized.
import { firstValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import {
  createRegistrationPoller,
  getRegistration,
  type RegistrationWaiterOptions,
  type RetryEvent,
  waitUntilRegistered,
  watchRegistrationEvents,
} from "../../src/index.js";
import { wire } from "../registration/examples.js";

const QUICK = { minDelay: 0.01, maxDelay: 0.01, maxWaitTime: 20, random: () => 0 };
const REGISTERED = wire({ accountStatus: "REGISTRATION_SUCCESS" });

/** Returns a function that fails once, and then returns a response. */
function failingOnce(thrown: unknown) {
  let calls = 0;
  return async () => {
    if (++calls === 1) throw thrown;
    return REGISTERED;
  };
}

const eventsOf = (client: RegistrationWaiterOptions["client"]) =>
  firstValueFrom(watchRegistrationEvents({ client, ...QUICK }).pipe(toArray()));

const error = (more: object, message = "Request failed") => Object.assign(new Error(message), more);

describe("errors of other clients", () => {
  const axios = (status: number, headers: object = {}) =>
    error({ name: "AxiosError", code: "ERR_BAD_REQUEST", status, response: { status, headers, data: {} } });
  const ky = (status: number, headers: Record<string, string> = {}) =>
    error({ name: "HTTPError", response: new Response("", { status, headers }), request: {}, options: {} });
  const v2 = (code: string, statusCode: number, more: object = {}) =>
    error({ name: code, code, statusCode, retryable: true, time: new Date(), ...more });

  test.each<[string, unknown, { throttled: boolean }]>([
    ["axios: 429", axios(429), { throttled: true }],
    ["axios: 503", axios(503), { throttled: false }],
    ["axios: no response", error({ name: "AxiosError", code: "ERR_NETWORK" }), { throttled: false }],
    ["ky: 429", ky(429), { throttled: true }],
    ["ky: 500", ky(500), { throttled: false }],
    ["ky: a timeout", error({ name: "TimeoutError" }), { throttled: false }],
    ["got: 502", error({ name: "HTTPError", response: { statusCode: 502 } }), { throttled: false }],
    ["superagent: 504", error({ status: 504 }), { throttled: false }],
    ["the SDK v2: throttled", v2("ThrottlingException", 400), { throttled: true }],
    ["the SDK v2: throttled, by another name", error({ code: "Throttling" }), { throttled: true }],
    ["the SDK v2: 500", v2("InternalFailure", 500), { throttled: false }],
    [
      "the SDK v2: an error with an originalError",
      error({ code: "UnknownEndpoint", originalError: error({ code: "ENOTFOUND" }) }),
      { throttled: false },
    ],
    ["the SDK v3: marked as retryable", error({ $retryable: {} }), { throttled: false }],
    ["the SDK v3: marked as a throttle", error({ $retryable: { throttling: true } }), { throttled: true }],
    ["a plain object", { name: "ThrottlingException" }, { throttled: true }],
    ["a load balancer's 408", error({ status: 408 }), { throttled: false }],
  ])("an error is retried: %s", async (_client, thrown, told) => {
    const events = await eventsOf(failingOnce(thrown));
    expect(events.map(({ type }) => type)).toEqual(["retry", "poll", "transition"]);
    expect(events[0]).toMatchObject(told);
  });

  test.each<[string, unknown]>([
    ["axios: 403", axios(403)],
    ["axios: canceled", error({ name: "CanceledError", code: "ERR_CANCELED" })],
    ["ky: 404", ky(404)],
    ["an invalid status", error({ status: 1 })],
    ["a status in words", error({ status: "429" })],
    ["an exit code", error({ code: 255 })],
  ])("an error ends the wait: %s", async (_client, thrown) => {
    await expect(waitUntilRegistered({ client: failingOnce(thrown), ...QUICK })).rejects.toMatchObject({
      code: "SERVICE_CALL_FAILED",
      cause: thrown,
    });
  });

  test("the SDK v2's error for not found counts as a response", async () => {
    const client = failingOnce(v2("ResourceNotFoundException", 400));
    expect((await eventsOf(client)).map(({ type }) => type)).toEqual([
      "poll",
      "transition",
      "poll",
      "transition",
    ]);
  });

  test.each<[string, unknown]>([
    ["a Headers object", ky(429, { "retry-after": "7" })],
    ["a plain object, in any case", axios(429, { "Retry-After": "7" })],
    ["a Map", axios(503, new Map([["retry-after", "7"]]))],
    [
      "the SDK's response, holding a Headers",
      error({ name: "X", $response: new Response("", { status: 429, headers: { "retry-after": "7" } }) }),
    ],
    ["the error itself", error({ status: 429, headers: { "x-amz-retry-after": "7000" } })],
  ])("the delay that the service requires is found in %s", async (_where, thrown) => {
    const events$ = watchRegistrationEvents({ client: failingOnce(thrown), ...QUICK });
    expect(await firstValueFrom(events$)).toMatchObject({ type: "retry", nextDelayMs: 7000 });
  });
});

/** Returns an error with a member that throws when it is read. */
const throwing = (member: string) =>
  Object.defineProperty(new Error("seen"), member, {
    get() {
      throw new Error("a getter that throws");
    },
  });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const ODD: readonly (readonly [string, () => unknown])[] = [
  ["undefined", () => undefined],
  ["null", () => null],
  ["a Symbol", () => Symbol("oops")],
  ["a bigint", () => 1n],
  ["a function", () => () => {}],
  ["an object without a prototype", () => Object.create(null)],
  ["an object that cannot become text", () => ({ toString: null, valueOf: null })],
  ["a revoked proxy", revoked],
  ["an error whose message throws", () => throwing("message")],
  ["an error whose name throws", () => throwing("name")],
  ["an error whose code throws", () => throwing("code")],
  ["an error whose cause throws", () => throwing("cause")],
  ["an error whose metadata throws", () => throwing("$metadata")],
  ["an error whose message is a Symbol", () => Object.assign(new Error(), { message: Symbol("oops") })],
  ["an error whose name is a Symbol", () => Object.assign(new Error("named"), { name: Symbol("oops") })],
  ["headers that are null", () => error({ $response: { headers: null } })],
  ["headers that throw", () => error({ $response: { headers: { get: throwing } } })],
  ["metadata that is null", () => error({ $metadata: null, $response: null, response: null })],
];

describe("thrown values that are not errors, or cannot be inspected", () => {
  test("a client whose method can no longer be read ends the wait, but not the process", async () => {
    let reads = 0;
    const client = {
      get getRegisterAccountStatus() {
        if (reads > 0) throw new Error("disposed");
        return async () => {
          reads += 1;
          return wire({ accountStatus: "REGISTRATION_PENDING" });
        };
      },
    };
    await expect(waitUntilRegistered({ client, ...QUICK })).rejects.toMatchObject({
      code: "SERVICE_CALL_FAILED",
      cause: { message: "disposed" },
    });
    expect(reads).toBe(1);
  });

  test.each(ODD)("%s becomes the cause of a ServiceCallError", async (_what, make) => {
    const thrown = make();
    const ended = await waitUntilRegistered({ client: () => Promise.reject(thrown), ...QUICK }).then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    expect(ended.code).toBe("SERVICE_CALL_FAILED");
    expect(ended.cause === thrown).toBe(true);
    expect(ended.message).toMatch(/^GetRegisterAccountStatus failed: \S.*\.$/);
  });

  test.each(ODD)("%s, thrown synchronously, ends in a ServiceCallError", async (_what, make) => {
    const client = () => {
      throw make();
    };
    for (const read of [
      () => waitUntilRegistered({ client, ...QUICK }),
      () => getRegistration({ client }),
      () => createRegistrationPoller({ client, ...QUICK }).waitUntilRegistered(),
    ])
      await expect(read()).rejects.toMatchObject({ code: "SERVICE_CALL_FAILED" });
  });

  test.each(ODD)(
    "%s as the cause of a throttle is retried, and reported as an Error",
    async (_what, make) => {
      const thrown = Object.assign(Object.create(null), { name: "ThrottlingException", cause: make() });
      const [retry] = await eventsOf(failingOnce(thrown));
      expect(retry).toMatchObject({ type: "retry", throttled: true });
      expect((retry as RetryEvent).error).toBeInstanceOf(Error);
      expect((retry as RetryEvent).error.name).toBe("ThrottlingException");
    },
  );
});

describe("a source that cannot be inspected", () => {
  const source = {
    get getRegisterAccountStatus(): () => Promise<unknown> {
      throw new Error("a getter that throws");
    },
  };

  test("a source that cannot be inspected is rejected by name, and the call does not throw", async () => {
    for (const read of [
      () => waitUntilRegistered({ client: source, ...QUICK }),
      () => getRegistration({ client: source }),
      () => createRegistrationPoller({ client: source }).waitUntilRegistered(),
    ])
      await expect(read()).rejects.toThrow(/^Expected `client` to be an IoTFleetWiseClient, /);
  });

  test("options whose getter throws reject, and the call does not throw", async () => {
    const config = {
      client: async () => REGISTERED,
      get maxWaitTime(): number {
        throw new Error("a getter that throws");
      },
    };
    for (const read of [waitUntilRegistered, getRegistration])
      await expect(read(config)).rejects.toThrow("a getter that throws");
  });

  test("a source whose response cannot be inspected ends the wait with a ServiceCallError", async () => {
    const answer = Object.defineProperty({}, "customerAccountId", {
      get: () => Reflect.get(throwing("x"), "x"),
    });
    await expect(waitUntilRegistered({ client: async () => answer, ...QUICK })).rejects.toMatchObject({
      code: "SERVICE_CALL_FAILED",
    });
  });
});
