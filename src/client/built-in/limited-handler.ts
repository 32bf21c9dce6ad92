import type { RequestHandler } from "./handler.js";

/** The longest that one request for credentials may take, response included. The AWS SDK makes three attempts. */
const LIMIT_MS = 5000;

/**
 * Returns a handler that limits the time of each request, for the AWS SDK's clients that get credentials: they would wait forever,
 * and a limit of the SDK's own prints to the console.
 *
 * @param metadata - The handler's, if it has any: the SDK does not use one of HTTP/2 for all of its clients.
 */
export function limitedHandler(
  handler: Pick<RequestHandler, "handle">,
  metadata: unknown = { handlerProtocol: "http/1.1" },
): RequestHandler {
  const limited: RequestHandler["handle"] = async (request, options) => {
    const controller = new AbortController();
    // Not cleared when the headers have come, so that it also ends a body that hangs.
    const timer = setTimeout(() => controller.abort(), LIMIT_MS);
    if (typeof timer === "object") timer.unref();
    try {
      return await handler.handle(request, { ...options, abortSignal: controller.signal });
    } catch (error) {
      clearTimeout(timer);
      if (!controller.signal.aborted) throw error;
      const message = `${request.hostname} did not answer the request for credentials within ${LIMIT_MS / 1000} s`;
      // The SDK tries again after an error of this name.
      throw Object.assign(new Error(message, { cause: error }), { name: "TimeoutError" });
    }
  };
  return Object.assign({ handle: limited }, { metadata });
}
