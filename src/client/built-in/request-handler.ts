import type { RequestHandler } from "../http/handler.js";
import type { FleetWiseClientConfig } from "./client-config.js";

/**
 * Returns the handler that was passed, or the platform's own. That is loaded on first use, and selected by the `imports` of this
 * package.
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
