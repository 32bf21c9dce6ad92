import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpServer {
  readonly port: number;
  /** Ends every connection, answered or not; the same promise however often it is called. */
  close(): Promise<void>;
}

const host = "127.0.0.1";
const maxBodyBytes = 64 * 1024;

/** An HTTP server on the loopback address, so that nothing outside this machine can reach it. */
export async function listen(
  port: number,
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpServer> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, handle).catch(() => outgoing.destroy());
  });
  server.listen(port, host);
  await once(server, "listening");

  let closed: Promise<void> | undefined;
  const close = async () => {
    const done = once(server, "close");
    server.close();
    server.closeAllConnections();
    await done;
  };
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<void> {
  const body = await readBody(incoming);
  const answer =
    body === undefined
      ? {
          status: 413,
          headers: { "content-type": "text/plain" },
          body: `At most ${maxBodyBytes} bytes are read.`,
        }
      : await handle({
          method: incoming.method ?? "",
          path: incoming.url ?? "",
          headers: flat(incoming),
          body,
        });
  outgoing.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) });
  outgoing.end(answer.body);
}

/** The whole body, or undefined where it is too large: the rest is read and dropped, so that the client gets to the answer. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}

const flat = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
