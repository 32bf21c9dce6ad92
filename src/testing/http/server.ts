import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpAnswer } from "./answer.js";
import { deliver } from "./delivery.js";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HttpServer {
  readonly port: number;
  /** Ends every connection, answered or not; the same promise however often it is called. */
  close(): Promise<void>;
}

/** How long a client may take, in milliseconds; how it is answered, and how slowly, does not count. */
export interface Patience {
  /** Until a request's headers are there, also for a connection on which nothing comes. */
  readonly headersTimeout: number;
  /** Until a request is there, its body too. */
  readonly requestTimeout: number;
  /** How often that is looked at. */
  readonly connectionsCheckingInterval: number;
  /** Between two requests: longer than anybody waits between two reads, so that no request meets an end that is under way. */
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
 * An HTTP server on the loopback addresses, so that nothing outside this machine can reach it: on 127.0.0.1, and where this
 * machine has it, on the same port of ::1, as `localhost` may be either.
 */
export async function listen(
  port: number,
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
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
    // Any port will do, and this one is free on one of the two only.
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
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<void> {
  try {
    const body = await readBody(incoming);
    const { method = "", url: path = "" } = incoming;
    const answer =
      body === undefined
        ? text(413, `At most ${maxBodyBytes} bytes are read.`)
        : await handle({ method, path, headers: flat(incoming), body }).catch((error) =>
            text(500, `The emulator failed. ${error}`),
          );
    await deliver(answer, outgoing, incoming.socket);
  } catch {
    // The client has left.
    outgoing.destroy();
  }
}

const text = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { "content-type": "text/plain" },
  body,
});

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
