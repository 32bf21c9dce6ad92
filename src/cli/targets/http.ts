import { NodeHttpHandler } from "@smithy/node-http-handler";

/** What sends the requests: `node:http`, which is ready sooner than `fetch`, by some 80 ms. */
export interface Http extends Disposable {
  readonly requestHandler: NodeHttpHandler;
}

export function openHttp(): Http {
  const requestHandler = new NodeHttpHandler();
  return { requestHandler, [Symbol.dispose]: () => requestHandler.destroy() };
}
