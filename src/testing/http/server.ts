import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deliver } from "./delivery.js";
import type { HttpResponse } from "./response.js";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** Keys are lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HttpServer {
  readonly port: number;
  /** Closes every connection, also those that still await a response. Every call returns the same promise. */
  close(): Promise<void>;
}

/** Time limits for a client, in milliseconds. They do not include the time that a response takes. */
export interface Patience {
  /** Until the headers of a request have arrived; also limits a silent connection. */
  readonly headersTimeout: number;
  /** Until the whole request, including its body, has arrived. */
  readonly requestTimeout: number;
  /** Interval between timeout checks. */
  readonly connectionsCheckingInterval: number;
  /** Idle time between two requests: longer than the delay between two polls, so that no request meets a closing connection. */
  readonly keepAliveTimeout: number;
}

const PATIENCE: Patience = {
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 75_000,
};

const maxBodyBytes = 64 * 1024;

/**
 * Starts an HTTP server on the loopback addresses, so that no other machine can reach it: on 127.0.0.1 and, if this
 * machine has IPv6, on the same port of ::1, because `localhost` may mean either.
 */
export async function listen(
  port: number,
  handle: (request: HttpRequest) => Promise<HttpResponse>,
  patience: Patience = PATIENCE,
): Promise<HttpServer> {
  const open = (at: number, host: string) =>
    listening(
      createServer(patience, (incoming, outgoing) => void serve(incoming, outgoing, handle)),
      at,
      host,
    );
  const servers = await onBoth(port, open);
  let closed: Promise<void> | undefined;
  return {
    port: portOf(servers[0]),
    close: () => {
      closed ??= Promise.all(servers.map(end)).then(() => {});
      return closed;
    },
  };
}

async function onBoth(
  port: number,
  open: (port: number, host: string) => Promise<Server>,
  triesLeft = 100,
): Promise<readonly [Server, ...Server[]]> {
  const first = await open(port, "127.0.0.1");
  try {
    return [first, await open(portOf(first), "::1")];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return [first];
    await end(first);
    // The caller accepts any port, and this one is free on only one of the two addresses.
    if (port === 0 && code === "EADDRINUSE" && triesLeft > 0) return onBoth(port, open, triesLeft - 1);
    throw error;
  }
}

async function listening(server: Server, port: number, host: string): Promise<Server> {
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function end(server: Server): Promise<void> {
  const done = once(server, "close");
  server.close();
  server.closeAllConnections();
  await done;
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<void> {
  try {
    const body = await readBody(incoming);
    const { method = "", url: path = "" } = incoming;
    const answer =
      body === undefined
        ? text(413, `The body is longer than ${maxBodyBytes} bytes.`)
        : await handle({ method, path, headers: flat(incoming), body }).catch((error) =>
            text(500, `The emulator failed. ${error}`),
          );
    await deliver(answer, outgoing, incoming.socket);
  } catch {
    // The client has disconnected.
    outgoing.destroy();
  }
}

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: { "content-type": "text/plain" },
  body,
});

/** Returns the body, or undefined if it is too large. Reads the rest as well, so that the client gets to read the response. */
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
