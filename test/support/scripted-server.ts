import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A complete request. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly socket: Socket;
}

/** A scripted response. */
export type Scene = (response: ServerResponse, request: Received) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly requests: readonly Received[];
  /** Resolves after this number of requests has arrived. */
  received(count: number): Promise<void>;
}

/** Starts an HTTP server with scripted responses; the last one repeats. */
export async function scriptedServer(...scenes: readonly Scene[]): Promise<ScriptedServer> {
  const requests: Received[] = [];
  const waiting = new Map<() => void, number>();
  const server = createServer(async (message, response) => {
    const { method = "", url = "", headers, socket } = message;
    const body = Buffer.concat(await message.toArray()).toString();
    const request = { method, url, headers, body, socket };
    requests.push(request);
    for (const [resume, count] of waiting) if (requests.length >= count) resume();
    scenes[Math.min(requests.length, scenes.length) - 1]?.(response, request);
  });
  // Node's 5 s are as long as some pauses between polls: a poll would meet the closing of its connection.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    received: (count) =>
      new Promise((resolve) => (requests.length >= count ? resolve() : waiting.set(resolve, count))),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Responds with a status and a body: a string unchanged, any other value as JSON. */
export function answers(status: number, body: unknown, headers: Record<string, string> = {}): Scene {
  return (response) => {
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** Never responds. */
export const hangs: Scene = () => {};

/** Starts a response and never finishes it. */
export const drips: Scene = (response) => {
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
  response.write('{"customerAccountId":');
};

/** Sends less than its content-length and closes normally, as a draining load balancer does. */
export function cutsShort(status: number): Scene {
  return (response, { socket }) => {
    response.writeHead(status, {
      "content-type": "application/x-amz-json-1.0",
      "content-length": "100",
      connection: "close",
    });
    response.write('{"customerAccountId":', () => socket.end());
  };
}

/** Resets the connection instead of responding. */
export const resets: Scene = (_response, { socket }) => void socket.resetAndDestroy();

/** Resolves when the client has closed the connection of a request. */
export function closed({ socket }: Received): Promise<void> {
  return new Promise((resolve) => (socket.destroyed ? resolve() : socket.once("close", () => resolve())));
}
