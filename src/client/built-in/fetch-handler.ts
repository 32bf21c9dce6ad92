import { buildQueryString } from "@smithy/core/protocols";
import type { RequestHandler } from "./client-config.js";

/**
 * Sends by `fetch`, which browsers have too.
 *
 * Not the SDK's `FetchHttpHandler`: that hands a `Request` to `fetch`, and Node's loses sight of the signal in one at the next
 * garbage collection. An abort would then leave the connection open. https://github.com/nodejs/undici/issues/4068
 *
 * A redirect is not followed: that would hand the session token, a header like any other, to another host.
 */
export const fetchHandler: RequestHandler = {
  async handle({ protocol, hostname, port, path, query, method, headers, body }, options) {
    const search = query === undefined ? "" : buildQueryString(query);
    const url = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}${search && `?${search}`}`;
    const signal = options?.abortSignal as AbortSignal;
    const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      },
    };
  },
};
