import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request as it arrived, whole. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly socket: Socket;
}

/** One answer of the script. */
export type Scene = (response: ServerResponse, request: Received) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly requests: readonly Received[];
  /** Resolves when so many requests have arrived. */
  received(count: number): Promise<void>;
}

/** An HTTP server that answers by a script, the last scene for ever. */
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

/** Answers with a status and a body: text as it is, anything else as JSON. */
export function answers(status: number, body: unknown, headers: Record<string, string> = {}): Scene {
  return (response) => {
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** Never answers. */
export const hangs: Scene = () => {};

/** Begins an answer and does not end it. */
export const drips: Scene = (response) => {
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
  response.write('{"customerAccountId":');
};

/** Promises more than it sends, and closes the connection in order, as a load balancer does that is being drained. */
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

/** Resets the connection in place of an answer. */
export const resets: Scene = (_response, { socket }) => void socket.resetAndDestroy();

/** Resolves when the client has closed the connection of a request. */
export function closed({ socket }: Received): Promise<void> {
  return new Promise((resolve) => (socket.destroyed ? resolve() : socket.once("close", () => resolve())));
}
