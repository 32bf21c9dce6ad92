import type { FleetWiseClientConfig } from "./client-config.js";
import type { RequestHandler } from "./handler.js";

/**
 * What sends the requests: what was passed, or the platform's own. That is loaded when it is first needed; which one it is, says
 * this package's `imports`.
 */
export function handlerOf({ requestHandler }: FleetWiseClientConfig): () => Promise<RequestHandler> {
  if (requestHandler !== undefined && "handle" in requestHandler) return async () => requestHandler;
  let handler: RequestHandler | undefined;
  return async () => {
    const { transport } = await import("#platform/transport");
    handler ??= transport(requestHandler);
    return handler;
  };
}
