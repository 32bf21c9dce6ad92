import { ServiceError } from "./service-error.js";

/**
 * Where a throttled answer says when to come back: in the body (`retryAfterSeconds`), in `Retry-After` as seconds or as
 * an HTTP date, in `x-amz-retry-after` (milliseconds), or nowhere. The service's model knows the body's only.
 */
export const throttleHints = ["none", "body", "header", "httpDate", "milliseconds"] as const;

export type ThrottleHint = (typeof throttleHints)[number];

/** The error for a request beyond the quota; a `retryAfterSeconds` of 0 means no hint, as in the service's model. */
export function throttled(hint: ThrottleHint, retryAfter: number, now: number): ServiceError {
  const members = {
    quotaCode: "L-6ED070A2",
    serviceCode: "iotfleetwise",
    retryAfterSeconds: hint === "body" ? retryAfter : 0,
  };
  return new ServiceError("ThrottlingException", "Rate exceeded", { members, headers: hintHeader() });

  function hintHeader(): Record<string, string> {
    if (hint === "header") return { "retry-after": String(retryAfter) };
    if (hint === "httpDate") return { "retry-after": new Date(now + retryAfter * 1000).toUTCString() };
    if (hint === "milliseconds") return { "x-amz-retry-after": String(retryAfter * 1000) };
    return {};
  }
}
