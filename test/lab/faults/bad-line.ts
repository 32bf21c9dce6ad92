// A TCP proxy that breaks the connection between a client and a server: one scripted fault per request.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Fate of a request: none or a delay, or a fault of the request or of its response after a number of bytes. */
export type Mishap =
  | { readonly kind: "none" | "delay" | "drip" }
  /** The request does not arrive: the connection is reset, ended or silent. */
  | { readonly kind: "reset" | "halfClose" | "swallow" }
  /** The request arrives; its response is reset, ended early or never finished. */
  | { readonly kind: "cut" | "truncate" | "stall"; readonly afterBytes: number }
  /** The response arrives, then the idle connection is reset. */
  | { readonly kind: "resetIdle" }
  /** The request arrives, then the server closes every connection, refuses new ones for a while, and restarts. */
  | { readonly kind: "restart" };

interface Connection {
  mishap: Mishap | undefined;
  /** Bytes of the response that have arrived from the server. */
  answered: number;
  /** Whether the response was cut, ended early or stalled. */
  brokenOff: boolean;
}

const DELAY_MS = 10;
const DOWN_MS = 25;

export interface BadLine extends AsyncDisposable {
  readonly endpoint: string;
  /** Number of requests so far. */
  requests(): number;
  /** Number of connections whose clients still wait for a response. */
  waiting(): number;
}

export async function badLine(
  port: number,
  mishaps: readonly Mishap[],
  onRequest: (count: number) => void,
): Promise<BadLine> {
  const connections = new Map<Socket, Connection>();
  let requests = 0;
  let closed = false;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect(port, "127.0.0.1");
    const connection: Connection = { mishap: undefined, answered: 0, brokenOff: false };
    connections.set(client, connection);
    const drop = () => {
      connections.delete(client);
      upstream.destroy();
    };
    client
      .on("close", drop)
      .on("error", drop)
      .on("end", () => client.end());
    upstream.on("error", () => client.destroy());

    client.on("data", (bytes) => {
      // A request may arrive in several pieces. A new one starts only after a response to the previous one.
      if (connection.answered > 0 || connection.mishap === undefined) {
        connection.answered = 0;
        connection.mishap = mishaps[requests] ?? { kind: "none" };
        requests += 1;
        onRequest(requests);
      }
      const { kind } = connection.mishap;
      if (kind === "reset") client.resetAndDestroy();
      else if (kind === "halfClose") client.end();
      else if (kind !== "swallow") upstream.write(bytes);
    });
    upstream.on("data", async (bytes) => {
      const { mishap } = connection;
      if (mishap === undefined || client.destroyed) return;
      const limit = "afterBytes" in mishap ? mishap.afterBytes : Number.POSITIVE_INFINITY;
      const rest = bytes.subarray(0, Math.max(0, limit - connection.answered));
      connection.answered += bytes.length;
      connection.brokenOff = connection.answered >= limit;
      if (mishap.kind === "restart") return restart();
      if (mishap.kind === "delay") await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
      for (const piece of mishap.kind === "drip" ? rest : [rest]) {
        if (client.destroyed) return;
        client.write(typeof piece === "number" ? Uint8Array.of(piece) : piece);
        if (mishap.kind === "drip") await new Promise((resolve) => setImmediate(resolve));
      }
      if (!connection.brokenOff) {
        if (mishap.kind === "resetIdle") setTimeout(() => client.resetAndDestroy(), DELAY_MS);
        return;
      }
      if (mishap.kind === "cut") client.resetAndDestroy();
      if (mishap.kind === "truncate") client.end();
    });
  });

  const listen = async (at: number) => {
    server.listen(at, "127.0.0.1");
    await once(server, "listening");
  };
  function restart(): void {
    server.close();
    for (const client of connections.keys()) client.resetAndDestroy();
    setTimeout(() => closed || listen(own), DOWN_MS);
  }

  await listen(0);
  const own = (server.address() as AddressInfo).port;
  return {
    endpoint: `http://127.0.0.1:${own}`,
    requests: () => requests,
    waiting: () =>
      [...connections.values()].filter(
        ({ mishap, answered, brokenOff }) => mishap && (brokenOff || answered === 0),
      ).length,
    [Symbol.asyncDispose]: async () => {
      closed = true;
      server.close();
      for (const client of connections.keys()) client.destroy();
    },
  };
}
