import type { RequestHandler, RequestHandlerOptions } from "../../http/handler.js";
import { nodeHandler } from "../../http/node-handler.js";

/**
 * Returns the handler that sends the requests in Node.
 *
 * `fetch` is not used, because Node cannot abort it while it connects: if packets are dropped, it keeps the socket, and with it
 * the process, for ten seconds after the wait has ended. https://github.com/nodejs/undici/issues/4068 describes another abort
 * that `fetch` misses. `fetch` also takes some 80 ms longer to load.
 */
export function transport(options?: RequestHandlerOptions): RequestHandler {
  if (options !== undefined) return nodeHandler(options);
  shared ??= nodeHandler();
  return shared;
}

/** The handler that all clients of a process share, to reuse connections. Idle connections do not keep the process alive. */
let shared: RequestHandler | undefined;
