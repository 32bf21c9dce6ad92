import type { HttpHandlerOptions, HttpRequest, HttpResponse } from "@smithy/types";

/** The AWS SDK's `HttpHandler`, as far as it is used here. A method, so that the SDK's own classes fit it. */
export interface RequestHandler {
  handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
}

/** Options of the AWS SDK's `NodeHttpHandler`, for Node: times in milliseconds, agents or their options. */
export interface RequestHandlerOptions {
  readonly connectionTimeout?: number | undefined;
  readonly requestTimeout?: number | undefined;
  readonly socketTimeout?: number | undefined;
  readonly httpAgent?: object | undefined;
  readonly httpsAgent?: object | undefined;
}
