// What hangs, or never ends, costs one call its time and no more.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { firstValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import { transport as fetchTransport } from "../../src/client/built-in/browser/transport.js";
import { createFleetWiseClient } from "../../src/client/fleetwise-client.js";
import { registrationEvents, waitUntilRegistered } from "../../src/index.js";
import { wire } from "../registration/examples.js";
import { answers, closed, type Received, type Scene, scriptedServer } from "../support/scripted-server.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const OK = answers(200, wire({ accountStatus: "REGISTRATION_SUCCESS" }));
const QUICK = { minDelay: 0.01, maxDelay: 0.01, requestTimeout: 0.2, random: () => 0 };

/** A function that never settles when it is first called, and gives the value from then on. */
function hangsOnce<T>(value: T) {
  const calls: unknown[] = [];
  const provider = (options?: unknown) => {
    calls.push(options);
    return calls.length === 1 ? new Promise<never>(() => {}) : Promise.resolve(value);
  };
  return { calls, provider };
}

describe("a provider that hangs once", () => {
  test("of credentials: the poll times out, and the next asks again", async () => {
    await using server = await scriptedServer(OK);
    const { calls, provider } = hangsOnce(KEYS);
    const client = createFleetWiseClient({
      region: "us-east-1",
      endpoint: server.endpoint,
      credentials: provider,
    });
    const events = await firstValueFrom(registrationEvents({ client, ...QUICK }).pipe(toArray()));
    expect(events.map(({ type }) => type)).toEqual(["retry", "poll", "transition"]);
    expect(calls).toHaveLength(2);
    await waitUntilRegistered({ client, ...QUICK });
    expect(calls).toHaveLength(2);
  });

  test.each(["region", "endpoint"] as const)("of the %s: the next poll asks again", async (option) => {
    await using server = await scriptedServer(OK);
    const config = { region: "us-east-1", endpoint: server.endpoint, credentials: KEYS };
    const { calls, provider } = hangsOnce(config[option]);
    const client = createFleetWiseClient({ ...config, [option]: provider });
    await waitUntilRegistered({ client, ...QUICK });
    expect(calls).toHaveLength(2);
  });

  test("when it renews keys that the service does not know any more", async () => {
    const unknown = answers(403, { __type: "UnrecognizedClientException" });
    await using server = await scriptedServer(unknown, unknown, OK);
    const asked: unknown[] = [];
    const credentials = async (options?: { readonly forceRefresh?: boolean }) => {
      asked.push(options?.forceRefresh ?? false);
      if (asked.length === 2) await new Promise(() => {});
      return { ...KEYS, accessKeyId: `AKID${asked.length}` };
    };
    const client = createFleetWiseClient({ region: "us-east-1", endpoint: server.endpoint, credentials });
    await waitUntilRegistered({ client, ...QUICK });
    expect(asked).toEqual([false, true, true]);
  });

  test("and was called by somebody who waits for ever, hangs for nobody else", async () => {
    await using server = await scriptedServer(OK);
    const { calls, provider } = hangsOnce(KEYS);
    const client = createFleetWiseClient({
      region: "us-east-1",
      endpoint: server.endpoint,
      credentials: provider,
    });
    void client.getRegisterAccountStatus({});
    await waitUntilRegistered({ client, ...QUICK });
    expect(calls).toHaveLength(2);
  });
});

test("credentials that come too late do not replace those that were asked for after them", async () => {
  await using server = await scriptedServer(OK);
  let late: (keys: typeof KEYS) => void = () => {};
  let calls = 0;
  const credentials = () =>
    ++calls === 1
      ? new Promise<typeof KEYS>((resolve) => {
          late = resolve;
        })
      : Promise.resolve({ ...KEYS, accessKeyId: "AKIDNEW" });
  const client = createFleetWiseClient({ region: "us-east-1", endpoint: server.endpoint, credentials });
  await waitUntilRegistered({ client, ...QUICK });
  late({ ...KEYS, accessKeyId: "AKIDOLD" });
  await new Promise(setImmediate);
  await waitUntilRegistered({ client, ...QUICK });
  expect(server.requests.map(({ headers }) => /AKID\w+/.exec(String(headers.authorization))?.[0])).toEqual([
    "AKIDNEW",
    "AKIDNEW",
  ]);
});

describe.each([
  ["Node's transport", () => undefined],
  ["fetch", () => fetchTransport()],
])("a body without an end, over %s", (_name, makeHandler) => {
  /** Sends for as long as anybody reads, and counts what it has sent. */
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

  test("is left after 1 MiB, and the connection closed", async () => {
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
        /The answer is longer than 1 MiB \(status 200, .*The answer was not AWS IoT FleetWise's: check the endpoint and any proxy\.$/,
      ),
    });
    await closed(server.requests[0] as Received);
    // What the sockets' buffers hold comes on top.
    expect(sent()).toBeLessThan(32 * 2 ** 20);
  });
});

test("a body of 1 MiB exactly is read", async () => {
  const text = JSON.stringify(wire({ accountStatus: "REGISTRATION_SUCCESS" }));
  const server = createServer((_request, response) => response.end(text.padEnd(2 ** 20)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createFleetWiseClient({ region: "us-east-1", endpoint, credentials: KEYS });
  await expect(client.getRegisterAccountStatus({})).resolves.toMatchObject({
    customerAccountId: "012345678912",
  });
  server.close();
  server.closeAllConnections();
});
