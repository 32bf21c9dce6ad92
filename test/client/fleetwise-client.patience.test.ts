// A request, provider or response that hangs or never ends delays only its own call.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpRequest } from "@smithy/core/protocols";
import { firstValueFrom, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { transport as fetchTransport } from "../../src/client/built-in/browser/transport.js";
import { transport as nodeTransport } from "../../src/client/built-in/node/transport.js";
import { createFleetWiseClient } from "../../src/client/fleetwise-client.js";
import { limitedHandler } from "../../src/client/http/limited-handler.js";
import { waitUntilRegistered, watchRegistrationEvents } from "../../src/index.js";
import { wire } from "../registration/examples.js";
import {
  answers,
  closed,
  drips,
  hangs,
  type Received,
  type Scene,
  scriptedServer,
} from "../support/scripted-server.js";
import { assumedRole } from "../support/sts.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const OK = answers(200, wire({ accountStatus: "REGISTRATION_SUCCESS" }));
const QUICK = { minDelay: 0.01, maxDelay: 0.01, requestTimeout: 1, random: () => 0 };

/** Returns a function that does not settle on its first call, and returns the value afterwards. */
function hangsOnce<T>(value: T) {
  const calls: unknown[] = [];
  const called = deferred<void>();
  const first = deferred<T>();
  const provider = (options?: unknown) => {
    calls.push(options);
    called.resolve();
    return calls.length === 1 ? first.promise : Promise.resolve(value);
  };
  return { calls, provider, hanging: called.promise, settle: first.resolve };
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Passes the time limit of a poll that hangs, and the pause before the next one. */
async function timeOut(hanging: Promise<void>): Promise<void> {
  await hanging;
  await vi.advanceTimersByTimeAsync(1000 * (QUICK.requestTimeout + QUICK.minDelay));
}

describe("a provider that hangs once", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  test("a poll times out if the provider of credentials hangs, and the next one asks it again", async () => {
    await using server = await scriptedServer(OK);
    const { calls, provider, hanging } = hangsOnce(KEYS);
    const client = createFleetWiseClient({
      region: "us-east-1",
      endpoint: server.endpoint,
      credentials: provider,
    });
    const events = firstValueFrom(watchRegistrationEvents({ client, ...QUICK }).pipe(toArray()));
    await timeOut(hanging);
    expect((await events)[0]?.type).toBe("retry");
    expect(calls).toHaveLength(2);
    await waitUntilRegistered({ client, ...QUICK });
    expect(calls).toHaveLength(2);
  });

  test.each(["region", "endpoint"] as const)(
    "a poll times out if the provider of the %s hangs, and the next one asks it again",
    async (option) => {
      await using server = await scriptedServer(OK);
      const config = { region: "us-east-1", endpoint: server.endpoint, credentials: KEYS };
      const { calls, provider, hanging } = hangsOnce(config[option]);
      const client = createFleetWiseClient({ ...config, [option]: provider });
      const registered = waitUntilRegistered({ client, ...QUICK });
      await timeOut(hanging);
      await registered;
      expect(calls).toHaveLength(2);
    },
  );

  test("a poll times out if the renewal of rejected keys hangs, and the next one asks again", async () => {
    const unknown = answers(403, { __type: "UnrecognizedClientException" });
    await using server = await scriptedServer(unknown, unknown, OK);
    const asked: unknown[] = [];
    const renewal = deferred<void>();
    const credentials = async (options?: { readonly forceRefresh?: boolean }) => {
      asked.push(options?.forceRefresh ?? false);
      if (asked.length === 2) {
        renewal.resolve();
        await new Promise(() => {});
      }
      return { ...KEYS, accessKeyId: `AKID${asked.length}` };
    };
    const client = createFleetWiseClient({ region: "us-east-1", endpoint: server.endpoint, credentials });
    const registered = waitUntilRegistered({ client, ...QUICK });
    await timeOut(renewal.promise);
    await registered;
    expect(asked).toEqual([false, true, true]);
  });

  test("a provider that hangs in a call without a limit does not delay other calls", async () => {
    await using server = await scriptedServer(OK);
    const { calls, provider, hanging } = hangsOnce(KEYS);
    const client = createFleetWiseClient({
      region: "us-east-1",
      endpoint: server.endpoint,
      credentials: provider,
    });
    void client.getRegisterAccountStatus({});
    await hanging;
    // This call shares the work that hangs, until its own time limit.
    const registered = waitUntilRegistered({ client, ...QUICK });
    await new Promise(setImmediate);
    await timeOut(hanging);
    await registered;
    expect(calls).toHaveLength(2);
  });

  test("late credentials do not replace credentials that were requested after them", async () => {
    await using server = await scriptedServer(OK);
    const { provider, hanging, settle } = hangsOnce({ ...KEYS, accessKeyId: "AKIDNEW" });
    const client = createFleetWiseClient({
      region: "us-east-1",
      endpoint: server.endpoint,
      credentials: provider,
    });
    const registered = waitUntilRegistered({ client, ...QUICK });
    await timeOut(hanging);
    await registered;
    settle({ ...KEYS, accessKeyId: "AKIDOLD" });
    await new Promise(setImmediate);
    await waitUntilRegistered({ client, ...QUICK });
    expect(server.requests.map(({ headers }) => /AKID\w+/.exec(String(headers.authorization))?.[0])).toEqual([
      "AKIDNEW",
      "AKIDNEW",
    ]);
  });
});

describe.each([
  ["Node's transport", () => undefined],
  ["fetch", () => fetchTransport()],
])("an endless body, over %s", (_name, makeHandler) => {
  /** Sends data until the client disconnects, and counts the bytes sent. */
  const endless = () => {
    let sent = 0;
    const scene: Scene = (response) => {
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
      const piece = Buffer.alloc(65_536, " ");
      const pour = () => {
        while (!response.destroyed) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once("drain", pour);
        }
      };
      pour();
    };
    return { scene, sent: () => sent };
  };

  test("an endless body is abandoned after 1 MiB, and the connection closed", async () => {
    const { scene, sent } = endless();
    await using server = await scriptedServer(scene);
    const requestHandler = makeHandler();
    const client = createFleetWiseClient({
      region: "us-east-1",
      endpoint: server.endpoint,
      credentials: KEYS,
      requestHandler,
    });
    await expect(waitUntilRegistered({ client, ...QUICK, requestTimeout: 30 })).rejects.toMatchObject({
      code: "SERVICE_CALL_FAILED",
      message: expect.stringMatching(
        /The response is longer than 1 MiB \(status 200, .* was not AWS IoT FleetWise's: check the endpoint and any proxy\.$/,
      ),
    });
    await closed(server.requests[0] as Received);
    // The limit of 1 MiB, plus the data in the sockets' buffers.
    expect(sent()).toBeLessThan(32 * 2 ** 20);
  });
});

describe.each([
  ["Node's transport", () => nodeTransport()],
  ["fetch", () => fetchTransport()],
])("a request for credentials, over %s", (_name, makeHandler) => {
  const requestTo = (endpoint: string) => {
    const { protocol, hostname, port } = new URL(endpoint);
    return new HttpRequest({ protocol, hostname, port: Number(port), method: "GET" });
  };

  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  test("a request for credentials without a response in time fails with an error that the SDK retries", async () => {
    await using server = await scriptedServer(hangs);
    const response = limitedHandler(makeHandler()).handle(requestTo(server.endpoint));
    await server.received(1);
    vi.advanceTimersByTime(5000);
    await expect(response).rejects.toMatchObject({
      name: "TimeoutError",
      message: "127.0.0.1 did not respond within 5 s",
    });
    await closed(server.requests[0] as Received);
  });

  test("a request for credentials closes its connection in time if the body never ends", async () => {
    await using server = await scriptedServer(drips);
    await limitedHandler(makeHandler()).handle(requestTo(server.endpoint));
    vi.advanceTimersByTime(5000);
    await closed(server.requests[0] as Received);
  });
});

test("the credential chain asks STS for a role again, within one poll, if STS does not respond in time", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fleetwise-registration-"));
  await using sts = await scriptedServer(hangs, assumedRole);
  await using server = await scriptedServer(OK);
  vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.endpoint);
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "none"));
  const source = "[profile keys]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n";
  const role = "[profile role]\nrole_arn = arn:aws:iam::111122223333:role/fleet\nsource_profile = keys\n";
  await writeFile(join(folder, "config"), `${source}${role}`);
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    const client = createFleetWiseClient({ region: "us-east-1", endpoint: server.endpoint, profile: "role" });
    const registered = waitUntilRegistered({ client });
    await sts.received(1);
    await vi.advanceTimersByTimeAsync(5000);
    // The fake clock also controls the pause before the second attempt.
    while (sts.requests.length < 2) await vi.advanceTimersByTimeAsync(100);
    vi.useRealTimers();
    await expect(registered).resolves.toMatchObject({ accountStatus: "REGISTRATION_SUCCESS" });
    expect(sts.requests).toHaveLength(2);
    expect(server.requests).toHaveLength(1);
  } finally {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  }
});
