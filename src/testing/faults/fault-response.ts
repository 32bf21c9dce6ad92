import { type Call, errorReply, jsonResponse, type Reply } from "../http/protocol.js";
import { throttled } from "../http/quota.js";
import type { HttpResponse } from "../http/response.js";
import { ServiceError } from "../http/service-error.js";
import type { CheckedAnswer } from "./settings.js";

/** Returns the response that replaces the service's own. */
export function faultResponse(fault: CheckedAnswer, call: Call): Reply {
  switch (fault.kind) {
    case "throttled":
      return errorReply(throttled(fault.hint, fault.retryAfter, call.serverTime));
    case "internalError": {
      const members = { retryAfterSeconds: fault.retryAfter };
      return errorReply(new ServiceError("InternalServerException", "Internal failure.", { members }));
    }
    case "accessDenied":
      return errorReply(new ServiceError("AccessDeniedException", denial(`iotfleetwise:${call.operation}`)));
    case "expiredToken":
      return errorReply(
        new ServiceError("ExpiredTokenException", "The security token included in the request is expired"),
      );
    case "requestTimeout":
      return errorReply(new ServiceError("RequestTimeout", slowRequest));
    case "unavailable":
      return page(503, "503 Service Temporarily Unavailable");
    case "proxyTimeout":
      return page(408, "408 Request Time-out", { connection: "close" });
    case "captivePortal":
      return page(200, "Welcome! Please log in to use this network.");
    case "redirect":
      return plain({ status: 302, headers: { location: fault.location }, body: "" });
    case "malformedJson":
      return plain({ ...jsonResponse(200, {}), body: '{"accountStatus":"REGISTRATION_' });
    case "emptyBody":
      return plain({ ...jsonResponse(200, {}), body: "" });
    case "emptyObject":
      return plain(jsonResponse(200, {}));
  }
}

const denial = (action: string) =>
  `User is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;

const slowRequest =
  "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.";

const plain = (answer: HttpResponse): Reply => ({ answer });

/** Returns an HTML page, as a proxy or load balancer in front of the service sends it. */
const page = (status: number, title: string, headers: Readonly<Record<string, string>> = {}): Reply =>
  plain({
    status,
    headers: { "content-type": "text/html", ...headers },
    body: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  });
