import type { HttpHandlerOptions, HttpRequest, HttpResponse } from "@smithy/types";

/** The part of the AWS SDK's `HttpHandler` that is used here. `handle` is a method, so that the SDK's classes are assignable. */
export interface RequestHandler {
  /** Sends a request, and resolves to its response. An abort of `options.abortSignal` must end the request. */
  handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
}

/** The options of the AWS SDK's `NodeHttpHandler` that are used in Node: times in milliseconds, agents or their options. */
export interface RequestHandlerOptions {
  /** Time limit for connecting. @default 5000 */
  readonly connectionTimeout?: number | undefined;
  /** Time limit from the request to the headers of its response. @default 0: none */
  readonly requestTimeout?: number | undefined;
  /** Time limit for an idle connection. @default 0: none */
  readonly socketTimeout?: number | undefined;
  /** For endpoints with `http:`. */
  readonly httpAgent?: object | undefined;
  /** For endpoints with `https:`. */
  readonly httpsAgent?: object | undefined;
}
