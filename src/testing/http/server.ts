import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** @default whole, at once */
  readonly delivery?: Delivery;
}

/**
 * How an answer goes wrong on its way: the connection is reset in its place (`reset`) or in the middle of its body
 * (`cut`), it never comes (`hang`), or its body comes byte by byte.
 */
type Delivery = "reset" | "cut" | "hang" | { readonly intervalMs: number };

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
  const answer: HttpAnswer =
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
  await deliver(answer, incoming, outgoing);
}

async function deliver(
  { status, headers, body, delivery }: HttpAnswer,
  { socket }: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // A request that hangs needs no timer: the client or close() ends its connection. One whose client has left already
  // must not be given one, because nothing would end it.
  if (delivery === "hang" || socket.destroyed) return;
  if (delivery === "reset") {
    socket.resetAndDestroy();
    return;
  }
  const bytes = Buffer.from(body);
  outgoing.writeHead(status, { ...headers, "content-length": bytes.length });
  if (delivery === undefined) outgoing.end(bytes);
  else if (delivery === "cut")
    outgoing.write(bytes.subarray(0, bytes.length / 2), () => socket.resetAndDestroy());
  else await drip(outgoing, bytes, delivery.intervalMs);
}

/** Rejects where the client leaves or the server is closed meanwhile, so that no timer outlives the connection. */
async function drip(outgoing: ServerResponse, bytes: Uint8Array, intervalMs: number): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  outgoing.flushHeaders();
  for (const byte of bytes) {
    await setTimeout(intervalMs, undefined, { signal: gone.signal });
    outgoing.write(Uint8Array.of(byte));
  }
  outgoing.end();
}

/** The whole body, or undefined where it is too large: the rest is read and dropped, so that the client gets to the answer. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}

const flat = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
