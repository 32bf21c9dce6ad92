import type { HttpHandlerOptions, HttpRequest, HttpResponse } from "@smithy/types";

/** The AWS SDK's `HttpHandler`, as far as it is used here. A method, so that the SDK's own classes fit it. */
export interface RequestHandler {
  /** Sends a request, and resolves to its response. An abort of `options.abortSignal` must reach it. */
  handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
}

/** Options of the AWS SDK's `NodeHttpHandler`, for Node: times in milliseconds, agents or their options. */
export interface RequestHandlerOptions {
  /** The longest that connecting may take. */
  readonly connectionTimeout?: number | undefined;
  /** The longest that the answer may take. */
  readonly requestTimeout?: number | undefined;
  /** The longest that a connection may lie idle. */
  readonly socketTimeout?: number | undefined;
  /** For endpoints with `http:`. */
  readonly httpAgent?: object | undefined;
  /** For endpoints with `https:`. */
  readonly httpsAgent?: object | undefined;
}
