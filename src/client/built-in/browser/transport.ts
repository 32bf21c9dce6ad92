import { buildQueryString } from "@smithy/core/protocols";
import type { RequestHandler, RequestHandlerOptions } from "../../http/handler.js";

/**
 * What sends the requests where there is no Node: `fetch`.
 *
 * Not the SDK's `FetchHttpHandler`: that hands a `Request` to `fetch`, and some lose sight of the signal in one at the next
 * garbage collection. An abort would then leave the connection open. https://github.com/nodejs/undici/issues/4068
 *
 * A redirect is not followed: that would hand the session token, a header like any other, to another host.
 *
 * @throws TypeError where options are given, as these are Node's.
 */
export function transport(options?: RequestHandlerOptions): RequestHandler {
  if (options !== undefined)
    throw new TypeError(
      "Expected `requestHandler` to be an object with a `handle` method: its options are for Node",
    );
  return FETCH;
}

const FETCH: RequestHandler = {
  async handle({ protocol, hostname, port, path, query, method, headers, body }, options) {
    const search = query === undefined ? "" : buildQueryString(query);
    const url = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}${search && `?${search}`}`;
    const signal = options?.abortSignal as AbortSignal;
    const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: response.body ?? new Uint8Array(),
      },
    };
  },
};
