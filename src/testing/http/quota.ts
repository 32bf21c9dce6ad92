import { expectMembers, expectNumber, expectOneOf } from "../checks.js";
import { ServiceError } from "./service-error.js";

/**
 * Where a throttled answer says when to come back: in the body (`retryAfterSeconds`), in `Retry-After` as seconds or as
 * an HTTP date, in `x-amz-retry-after` (milliseconds), or nowhere. The service's model knows the body's only.
 */
const throttleHints = ["none", "body", "header", "httpDate", "milliseconds"] as const;

/** Where a throttled answer says when to come back. */
export type ThrottleHint = (typeof throttleHints)[number];

/** What a throttled answer says where nothing else is set. */
export const throttleDefaults: { readonly hint: ThrottleHint; readonly retryAfter: number } = Object.freeze({
  hint: "none",
  retryAfter: 1,
});

/** A quota of requests, beyond which they are throttled. */
export interface EmulatorQuota {
  /** Requests that are answered in a second of `now`, whatever the `timeScale`; above 0. */
  readonly rate: number;
  /** Requests that are answered at once after a quiet time; at least 1. @default `rate`, or 1 where that is below 1 */
  readonly burst?: number | undefined;
  /** Where a throttled answer says when to come back. @default "none" */
  readonly hint?: ThrottleHint | undefined;
  /** Seconds that the hint asks for; 0 or more. @default 1 */
  readonly retryAfter?: number | undefined;
}

/** A quota with every default filled in. */
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
 * A token bucket (https://en.wikipedia.org/wiki/Token_bucket): holds `burst` tokens, full at first, refilled by `rate`
 * a second. The returned function takes one at a time in epoch milliseconds and tells whether there was one.
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

/** The error for a request beyond the quota; a `retryAfterSeconds` of 0 means no hint, as in the service's model. */
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
