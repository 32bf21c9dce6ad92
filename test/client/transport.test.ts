// The request handler over `node:http` releases its sockets immediately after an abort: while connecting, during the TLS
// handshake, and before the response. Real sockets; fleetwise-client.abort.test.ts covers the response and its body.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { describe, expect, test, vi } from "vitest";
import { transport as fetchTransport } from "../../src/client/built-in/browser/transport.js";
import type { FleetWiseClientConfig } from "../../src/client/built-in/client-config.js";
import { createFleetWiseClient } from "../../src/client/fleetwise-client.js";
import { waitUntilRegistered } from "../../src/index.js";
import { answers, closed, hangs, type Received, scriptedServer } from "../support/scripted-server.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const REASON = { why: "not even an Error" };

const clientOf = (endpoint: string, config: FleetWiseClientConfig = {}) =>
  createFleetWiseClient({ region: "us-east-1", endpoint, credentials: KEYS, ...config });

/**
 * Starts a listener whose queue is full, because its thread never accepts a connection. The kernel drops further SYN packets.
 */
async function fullListener(): Promise<AsyncDisposable & { readonly port: number }> {
  const script = `
    const { parentPort } = require("node:worker_threads");
    const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const thread = new Worker(script, { eval: true });
  const [port] = (await once(thread, "message")) as [number];
  // Linux queues one connection more than the backlog.
  const queued = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  await Promise.all(queued.map((socket) => once(socket, "connect")));
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of queued) socket.destroy();
      await thread.terminate();
    },
  };
}

test("a redirect, which a browser hides, ends the wait with the advice on the endpoint", async () => {
  vi.stubGlobal("fetch", async () => ({
    type: "opaqueredirect",
    status: 0,
    headers: new Headers(),
    body: null,
  }));
  const client = clientOf("http://portal.test", { requestHandler: fetchTransport() });
  const waiting = waitUntilRegistered({ client }).finally(() => vi.unstubAllGlobals());
  await expect(waiting).rejects.toMatchObject({
    reason: "RedirectError: The response was a redirect",
    topics: ["not-the-service"],
  });
});

/** Returns the number of sockets and timers that keep the process alive. */
const active = () => process.getActiveResourcesInfo().filter((kind) => /^TCP|^Timeout$/.test(kind)).length;

test.runIf(process.platform === "linux")(
  "an abort while packets are dropped during connecting leaves no socket and no timer",
  async () => {
    await using listener = await fullListener();
    const before = active();
    const controller = new AbortController();
    const client = clientOf(`http://127.0.0.1:${listener.port}`);
    const waiting = waitUntilRegistered({ client, abortSignal: controller.signal });
    waiting.catch(() => {});
    // The socket, its time limit, and those of the poll and of the wait.
    while (active() < before + 4) await new Promise(setImmediate);
    controller.abort(REASON);
    await expect(waiting).rejects.toBe(REASON);
    await new Promise(setImmediate);
    expect(active()).toBe(before);
  },
);

test("an abort while the host's name is looked up connects to no address", async () => {
  await using server = await scriptedServer(answers(200, {}));
  const controller = new AbortController();
  let answer = () => {};
  let asked = () => {};
  const looking = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const lookup = (_host: string, _options: object, callback: (error: null, found: object[]) => void) => {
    answer = () => callback(null, [{ address: "127.0.0.1", family: 4 }]);
    asked();
  };
  const endpoint = server.endpoint.replace("127.0.0.1", "fleetwise.test");
  const client = clientOf(endpoint, { requestHandler: { httpAgent: { lookup } } });
  const call = client.getRegisterAccountStatus({}, { abortSignal: controller.signal });
  await looking;
  controller.abort(REASON);
  await expect(call).rejects.toBe(REASON);
  answer();
  await new Promise(setImmediate);
  expect(server.requests).toEqual([]);
});

test("an abort during the TLS handshake closes the connection", async () => {
  const silent = createServer();
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const controller = new AbortController();
  const client = clientOf(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  const call = client.getRegisterAccountStatus({}, { abortSignal: controller.signal });
  const [socket] = (await once(silent, "connection")) as [Socket];
  controller.abort(REASON);
  await expect(call).rejects.toBe(REASON);
  socket.resume();
  await once(socket, "close");
  silent.close();
});

test("requests that hang do not delay others, because there is no limit of sockets", async () => {
  await using server = await scriptedServer(...Array.from({ length: 60 }, () => hangs), answers(200, {}));
  const client = clientOf(server.endpoint);
  const controller = new AbortController();
  const calls = Array.from({ length: 60 }, () =>
    client.getRegisterAccountStatus({}, { abortSignal: controller.signal }),
  );
  await server.received(60);
  expect(await client.getRegisterAccountStatus({})).toHaveProperty("$metadata.httpStatusCode", 200);
  controller.abort(REASON);
  await Promise.allSettled(calls);
  await Promise.all(server.requests.slice(0, 60).map((request) => closed(request as Received)));
});
