import type { RequestHandler } from "./handler.js";

/** Time limit of a request for credentials, in milliseconds. The AWS SDK makes three attempts. */
const LIMIT_MS = 5000;

/** A handler of the AWS SDK names its protocol, because the SDK does not use an HTTP/2 handler for all of its clients. */
type WithMetadata = Pick<RequestHandler, "handle"> & { readonly metadata?: unknown };

/**
 * Returns a handler that limits the time of each request, response included. The AWS SDK's clients that get credentials would
 * wait forever, and the SDK's own time limit only prints a warning to the console.
 */
export function limitedHandler(handler: WithMetadata, limitMs: number = LIMIT_MS): WithMetadata {
  const { metadata = { handlerProtocol: "http/1.1" } } = handler;
  const limited: RequestHandler["handle"] = async (request, options) => {
    const controller = new AbortController();
    // The timer is not cleared when the headers arrive, so that it also ends a body that hangs.
    const timer = setTimeout(() => controller.abort(), limitMs);
    if (typeof timer === "object") timer.unref();
    try {
      return await handler.handle(request, { ...options, abortSignal: controller.signal });
    } catch (error) {
      clearTimeout(timer);
      if (!controller.signal.aborted) throw error;
      const message = `${request.hostname} did not respond within ${limitMs / 1000} s`;
      // The SDK retries after an error of this name.
      throw Object.assign(new Error(message, { cause: error }), { name: "TimeoutError" });
    }
  };
  return { handle: limited, metadata };
}
