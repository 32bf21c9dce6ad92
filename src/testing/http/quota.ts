import { expectMembers, expectNumber, expectOneOf } from "../checks.js";
import { ServiceError } from "./service-error.js";

const throttleHints = ["none", "body", "header", "httpDate", "milliseconds"] as const;

/**
 * Location of the retry delay in a throttling response: in the body (`retryAfterSeconds`), in `Retry-After` as seconds or as
 * an HTTP date, in `x-amz-retry-after` (milliseconds), or nowhere. The service's model defines only `retryAfterSeconds`.
 */
export type ThrottleHint = (typeof throttleHints)[number];

/** The default retry hint of a throttling response. */
export const throttleDefaults: { readonly hint: ThrottleHint; readonly retryAfter: number } = Object.freeze({
  hint: "none",
  retryAfter: 1,
});

/** A request quota; requests beyond it are throttled. */
export interface EmulatorQuota {
  /** Requests per second of `now`, independent of `timeScale`; above 0. */
  readonly rate: number;
  /** Requests allowed at once after an idle period; at least 1. @default the larger of `rate` and 1 */
  readonly burst?: number | undefined;
  /** Location of the retry delay in a throttling response. @default "none" */
  readonly hint?: ThrottleHint | undefined;
  /** Retry delay in seconds; at least 0. @default 1 */
  readonly retryAfter?: number | undefined;
}

export type ResolvedQuota = {
  readonly [Name in keyof EmulatorQuota]-?: NonNullable<EmulatorQuota[Name]>;
};

export function resolveQuota(option: EmulatorQuota): ResolvedQuota {
  expectMembers("quota", option, { rate: true, burst: true, hint: true, retryAfter: true });
  const { rate, hint = throttleDefaults.hint, retryAfter = throttleDefaults.retryAfter } = option;
  const { burst = Math.max(1, rate) } = option;
  expectNumber("quota.rate", rate, "a positive number of requests a second", (value) => value > 0);
  expectNumber("quota.burst", burst, "a number of at least 1", (value) => value >= 1);
  expectHint("quota.hint", hint);
  expectRetryAfter("quota.retryAfter", retryAfter);
  return { rate, burst, hint, retryAfter };
}

export function expectHint(name: string, value: unknown): void {
  expectOneOf(name, value, "a hint", throttleHints);
}

export function expectRetryAfter(name: string, value: unknown): void {
  expectNumber(name, value, "a number of seconds, 0 or more", (seconds) => seconds >= 0);
}

/**
 * Creates a token bucket (https://en.wikipedia.org/wiki/Token_bucket) of `burst` tokens, full at first and refilled at
 * `rate` tokens per second. The returned function takes the time in epoch milliseconds and returns whether a token was left.
 */
export function tokenBucket({
  rate,
  burst,
}: Pick<ResolvedQuota, "rate" | "burst">): (now: number) => boolean {
  let tokens = burst;
  let filledAt: number | undefined;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - (filledAt ?? now)) / 1000) * rate);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** Returns the error for a request beyond the quota. A `retryAfterSeconds` of 0 means no hint, as in the service's model. */
export function throttled(hint: ThrottleHint, retryAfter: number, serverTime: number): ServiceError {
  const members = {
    quotaCode: "L-6ED070A2",
    serviceCode: "iotfleetwise",
    retryAfterSeconds: hint === "body" ? retryAfter : 0,
  };
  return new ServiceError("ThrottlingException", "Rate exceeded", { members, headers: hintHeader() });

  function hintHeader(): Record<string, string> {
    if (hint === "header") return { "retry-after": String(retryAfter) };
    if (hint === "httpDate") return { "retry-after": new Date(serverTime + retryAfter * 1000).toUTCString() };
    if (hint === "milliseconds") return { "x-amz-retry-after": String(retryAfter * 1000) };
    return {};
  }
}
