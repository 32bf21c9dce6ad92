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
    return new NodeHttpHandler({ ...DEFAULTS, ...(options as NodeHttpHandlerOptions) });
  shared ??= new NodeHttpHandler({ ...DEFAULTS, httpAgent: AGENT, httpsAgent: AGENT });
  return shared;
}

/** One for the process, as connections are worth keeping. Idle ones do not keep the process alive. */
let shared: NodeHttpHandler | undefined;

/** No limit, as a request that hangs must not hold up those of other waits. */
const AGENT = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };

const silent = () => {};

const DEFAULTS = {
  logger: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
  // Where packets are dropped, the system would try for minutes. Until now it has sent the first one three times.
  connectionTimeout: 5000,
} as const;
