import type { RequestHandler } from "../http/handler.js";
import type { FleetWiseClientConfig } from "./client-config.js";

/**
 * Returns the handler that was passed, or the platform's own. The `imports` in package.json select the platform's handler, which
 * is loaded on first use.
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
