import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Scene } from "./scripted-server.js";

/** A request that the proxy received. */
interface Proxied {
  /** HTTP method; `CONNECT` for a tunnel. */
  readonly method: string;
  /** Target: a URL, or `host:port` of a tunnel. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface LoopbackProxy extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly Proxied[];
}

/**
 * Starts an HTTP proxy whose connections never leave this machine: it responds itself for the hosts of `scenes`, and connects
 * every tunnel to the local port `tunnelTo`.
 */
export async function loopbackProxy(
  scenes: Readonly<Record<string, Scene>>,
  tunnelTo?: number,
): Promise<LoopbackProxy> {
  const requests: Proxied[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer(async (message, response) => {
    const { method = "", url = "", headers, socket } = message;
    const body = Buffer.concat(await message.toArray()).toString();
    requests.push({ method, url, authorization: headers["proxy-authorization"], body });
    scenes[new URL(url).hostname]?.(response, { method, url, headers, body, socket });
  });
  server.on("connect", ({ method = "", url = "", headers }, client: Socket) => {
    requests.push({ method, url, authorization: headers["proxy-authorization"], body: "" });
    const target = connect(tunnelTo ?? 0, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}
