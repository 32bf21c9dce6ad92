import { once } from "node:events";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { type AddressInfo, connect, createServer } from "node:net";
import type { HttpRequest } from "@smithy/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RequestHandlerOptions } from "../../../src/client/http/handler.js";
import { nodeHandler } from "../../../src/client/http/node-handler.js";
import {
  answers,
  closed,
  drips,
  hangs,
  type Received,
  scriptedServer,
} from "../../support/scripted-server.js";

const REQUEST = { protocol: "http:", hostname: "127.0.0.1", path: "/p", method: "GET", headers: {} };

/** Returns a request to a local server. */
const to = (endpoint: string, more: object = {}) =>
  ({ ...REQUEST, port: Number(new URL(endpoint).port), ...more }) as HttpRequest;

/** Sends a request by a new handler, and returns the response with its body as text. */
async function send(request: HttpRequest, options?: RequestHandlerOptions) {
  const handler = nodeHandler(options);
  try {
    const { response } = await handler.handle(request);
    return { ...response, text: Buffer.concat(await response.body.toArray()).toString() };
  } finally {
    handler.destroy();
  }
}

test("a request has its method, path, query, headers and body", async () => {
  await using server = await scriptedServer(answers(200, ""));
  const query = { a: "1", b: ["2", "3"] };
  await send(to(server.endpoint, { method: "POST", query, headers: { "x-a": "b" }, body: "text" }));
  await send(to(server.endpoint, { query: {} }));
  expect(server.requests).toMatchObject([
    { method: "POST", url: "/p?a=1&b=2&b=3", headers: { "x-a": "b" }, body: "text" },
    { method: "GET", url: "/p" },
  ]);
});

test("a response has its status, each header as one text, and a stream", async () => {
  await using server = await scriptedServer((response) => {
    response.writeHead(418, { "set-cookie": ["a", "b"], "X-A": "b" });
    response.end("text");
  });
  expect(await send(to(server.endpoint))).toMatchObject({
    statusCode: 418,
    headers: { "set-cookie": "a,b", "x-a": "b" },
    text: "text",
  });
});

describe("the agents", () => {
  /** Creates an agent of the class that records its connections and connects to the server. */
  const recording = (Agent: typeof HttpAgent | typeof HttpsAgent, endpoint: string) => {
    const connections: object[] = [];
    const agent = new (class extends (Agent as typeof HttpAgent) {
      override createConnection(options: object) {
        connections.push(options);
        return connect(Number(new URL(endpoint).port), "127.0.0.1");
      }
    })();
    return { agent, connections };
  };

  test.each([
    [{ protocol: "http:" }, { port: 80, host: "127.0.0.1" }],
    [
      { protocol: "https:", hostname: "h" },
      { port: 443, host: "h" },
    ],
    [{ protocol: "https:", port: 8443 }, { port: 8443 }],
    [{ protocol: "http:", hostname: "[::1]" }, { host: "::1" }],
  ])("the agent of the protocol connects: %j", async (target, options) => {
    await using server = await scriptedServer(answers(200, ""));
    const [http, https] = [recording(HttpAgent, server.endpoint), recording(HttpsAgent, server.endpoint)];
    await send({ ...REQUEST, ...target } as HttpRequest, { httpAgent: http.agent, httpsAgent: https.agent });
    const secure = target.protocol === "https:";
    expect(secure ? [http, https] : [https, http]).toMatchObject([
      { connections: [] },
      { connections: [options] },
    ]);
  });

  test.each([
    ["reused by default", undefined, 1],
    ["not reused with the agent's option for it", { keepAlive: false }, 2],
  ])("a connection is %s", async (_title, httpAgent, sockets) => {
    await using server = await scriptedServer(answers(200, ""));
    const handler = nodeHandler({ httpAgent });
    for (let n = 0; n < 2; n++) {
      const { response } = await handler.handle(to(server.endpoint));
      await once(response.body.resume(), "close");
    }
    expect(new Set(server.requests.map(({ socket }) => socket)).size).toBe(sockets);
    handler.destroy();
    await Promise.all(server.requests.map(closed));
  });

  test("destroy destroys both agents", () => {
    const [httpAgent, httpsAgent] = [{ destroy: vi.fn() }, { destroy: vi.fn() }];
    nodeHandler({ httpAgent, httpsAgent }).destroy();
    expect(httpAgent.destroy).toHaveBeenCalledOnce();
    expect(httpsAgent.destroy).toHaveBeenCalledOnce();
  });

  test("the timeout of an agent does not end a request", async () => {
    await using server = await scriptedServer((response) => void setTimeout(() => response.end("late"), 10));
    expect(await send(to(server.endpoint), { httpAgent: { timeout: 1 } })).toMatchObject({ text: "late" });
  });
});

describe("time limits", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  /** Options of an agent that never connects, because the host's name is never found. */
  const neverConnects = () => {
    let lookup = () => {};
    const connecting = new Promise<void>((resolve) => {
      // The request receives its socket later.
      lookup = () => void setImmediate(resolve);
    });
    return { httpAgent: { lookup }, connecting };
  };
  const unknown = { ...REQUEST, hostname: "h.test" } as HttpRequest;

  test.each([
    [undefined, 5000, "5 s"],
    [1500, 1500, "1.5 s"],
  ])("connecting has a time limit: %s", async (connectionTimeout, ms, shown) => {
    const { httpAgent, connecting } = neverConnects();
    const settled = vi.fn((error: unknown) => error);
    const failure = nodeHandler({ httpAgent, connectionTimeout }).handle(unknown).catch(settled);
    await connecting;
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await failure).toMatchObject({
      name: "TimeoutError",
      code: "ERR_SOCKET_CONNECTION_TIMEOUT",
      message: `There was no connection within ${shown}`,
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("connecting has no time limit if it is 0", async () => {
    const { httpAgent, connecting } = neverConnects();
    void nodeHandler({ httpAgent, connectionTimeout: 0 }).handle(unknown);
    await connecting;
    expect(vi.getTimerCount()).toBe(0);
  });

  test("an abort while connecting leaves no timer", async () => {
    const { httpAgent, connecting } = neverConnects();
    const controller = new AbortController();
    const call = nodeHandler({ httpAgent }).handle(unknown, { abortSignal: controller.signal });
    await connecting;
    expect(vi.getTimerCount()).toBe(1);
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    await new Promise(setImmediate);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a response has no time limit by default, on a new and on a reused connection", async () => {
    await using server = await scriptedServer(hangs, answers(200, ""), hangs);
    const handler = nodeHandler();
    const closedEarly = (call: Promise<unknown>) => call.catch((error) => error.code);
    const first = closedEarly(handler.handle(to(server.endpoint)));
    await server.received(1);
    expect(vi.getTimerCount()).toBe(0);
    const { response } = await handler.handle(to(server.endpoint));
    await once(response.body.resume(), "close");
    const second = closedEarly(handler.handle(to(server.endpoint)));
    await server.received(3);
    expect(server.requests[2]?.socket).toBe(server.requests[1]?.socket);
    expect(vi.getTimerCount()).toBe(0);
    handler.destroy();
    expect(await Promise.all([first, second])).toEqual(["ECONNRESET", "ECONNRESET"]);
  });

  test("requestTimeout limits the time until the response, and not its body", async () => {
    await using server = await scriptedServer(hangs, drips);
    const handler = nodeHandler({ requestTimeout: 2500 });
    const hanging = handler.handle(to(server.endpoint));
    await server.received(1);
    vi.advanceTimersByTime(2500);
    await expect(hanging).rejects.toMatchObject({
      name: "TimeoutError",
      code: "ETIMEDOUT",
      message: "There was no response within 2.5 s",
    });
    await closed(server.requests[0] as Received);
    await handler.handle(to(server.endpoint));
    expect(vi.getTimerCount()).toBe(0);
    handler.destroy();
  });
});

test("socketTimeout ends a request whose connection is idle", async () => {
  await using server = await scriptedServer(hangs);
  await expect(nodeHandler({ socketTimeout: 5 }).handle(to(server.endpoint))).rejects.toMatchObject({
    name: "TimeoutError",
    code: "ETIMEDOUT",
    message: "The connection was idle for 0.005 s",
  });
  await closed(server.requests[0] as Received);
});

test("a status of 101 is a response without a body, and its connection is closed", async () => {
  const server = createServer((socket) => {
    socket
      .resume()
      .write("HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: websocket\r\nx-a: b\r\n\r\n");
    socket.once("close", () => server.close());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { response } = await nodeHandler().handle(to(endpoint));
  expect(response).toMatchObject({ statusCode: 101, headers: { "x-a": "b" }, body: new Uint8Array() });
  await once(server, "close");
});
