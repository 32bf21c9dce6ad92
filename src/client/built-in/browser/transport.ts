import { buildQueryString } from "@smithy/core/protocols";
import type { RequestHandler, RequestHandlerOptions } from "../../http/handler.js";

/**
 * Returns the handler that sends the requests in a browser, by `fetch`.
 *
 * The SDK's `FetchHttpHandler` is not used, because it passes a `Request` to `fetch`: some implementations lose the signal of a
 * `Request` at the next garbage collection, so that an abort leaves the connection open.
 * https://github.com/nodejs/undici/issues/4068
 *
 * A redirect is not followed, because it would send the session token to another host. A browser hides its status and its target.
 *
 * @throws TypeError if there are options, because these are for Node.
 */
export function transport(options?: RequestHandlerOptions): RequestHandler {
  if (options !== undefined)
    throw new TypeError(
      "Expected `requestHandler` to be an object with a `handle` method, got options, which are for Node",
    );
  return FETCH;
}

const FETCH: RequestHandler = {
  async handle({ protocol, hostname, port, path, query, method, headers, body }, options) {
    const search = query === undefined ? "" : buildQueryString(query);
    const url = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}${search && `?${search}`}`;
    const signal = options?.abortSignal as AbortSignal;
    const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
    if (response.type === "opaqueredirect")
      throw Object.assign(new Error("The response was a redirect"), { name: "RedirectError" });
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: response.body ?? new Uint8Array(),
      },
    };
  },
};
