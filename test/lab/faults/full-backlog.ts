import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

/** Program of a listener that never accepts, because its thread is blocked. */
const NEVER_ACCEPTS = `
  const { parentPort } = require("node:worker_threads");
  const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;

const CONNECTED_WITHIN_MS = 500;
const MOST = 16;

/** A port at which connecting hangs: the listener's backlog is full, so the system drops the SYN. */
export interface FullBacklog extends AsyncDisposable {
  readonly endpoint: string;
}

/** Fills a listener's backlog. Resolves to `undefined` if this system does not drop the SYN. */
export async function fullBacklog(): Promise<FullBacklog | undefined> {
  const worker = new Worker(NEVER_ACCEPTS, { eval: true });
  const [port] = await once(worker, "message");
  const sockets: Socket[] = [];
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await worker.terminate();
  };
  while (sockets.length < MOST) {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    sockets.push(socket);
    const signal = AbortSignal.timeout(CONNECTED_WITHIN_MS);
    const connected = await once(socket, "connect", { signal }).then(
      () => true,
      () => false,
    );
    if (!connected) return { endpoint: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
  }
  await close();
  return undefined;
}
