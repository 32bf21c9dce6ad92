import { NodeHttpHandler, type NodeHttpHandlerOptions } from "@smithy/node-http-handler";
import type { RequestHandler, RequestHandlerOptions } from "../handler.js";

/**
 * What sends the requests in Node: the AWS SDK's own handler.
 *
 * Not `fetch`: Node's can't be aborted while it connects. Where packets get lost, it would keep the socket, and with it the
 * process, for ten seconds after the wait is over. https://github.com/nodejs/undici/issues/4068 is another way in which an abort
 * does not reach it. And it is ready some 80 ms later.
 */
export function transport(options?: RequestHandlerOptions): RequestHandler {
  if (options !== undefined)
    return new NodeHttpHandler({ logger: SILENT, ...(options as NodeHttpHandlerOptions) });
  shared ??= new NodeHttpHandler({ logger: SILENT, httpAgent: AGENT, httpsAgent: AGENT });
  return shared;
}

/** One for the process, as connections are worth keeping. Idle ones do not keep the process alive. */
let shared: NodeHttpHandler | undefined;

/** No limit, as a request that hangs must not hold up those of other waits. */
const AGENT = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };

const silent = () => {};
const SILENT = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
