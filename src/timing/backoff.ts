import { expectedReturn } from "../text/expected.js";

/** Upper limit of a retry delay that the service requests, in milliseconds. */
const LONGEST_HINT_MS = 300_000;

/** Upper limit of full jitter, in milliseconds, as in the AWS SDK. */
export const LONGEST_BACKOFF_MS = 20_000;

/** Delay before the next RegisterAccount after the first registration that failed, and its maximum, in milliseconds. */
export const REGISTER_PAUSE_MS: Readonly<Record<"first" | "longest", number>> = {
  first: 5000,
  longest: 60_000,
};

/** Returns a number drawn uniformly from `[low, high]`. */
export function uniform(low: number, high: number, random: () => number): number {
  const share = random();
  // NaN would make every timer fire immediately: a busy loop against the service.
  if (!(share >= 0 && share <= 1))
    throw new RangeError(expectedReturn("random", "a number from 0 to 1", share));
  return low + share * (high - low);
}

/**
 * Returns the delay after the k-th failure in a row, by full jitter: milliseconds drawn from `[0, min(20 s, 2^(k-1) s)]`.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function fullJitterMs(failures: number, random: () => number): number {
  return uniform(0, Math.min(LONGEST_BACKOFF_MS, 1000 * 2 ** (failures - 1)), random);
}

/**
 * Returns a delay with 10% jitter, drawn from `[max(min, 0.9 d), min(max, 1.1 d)]` after clamping d to the bounds, so that
 * waits that started together do not poll at the same times.
 *
 * A delay of at most `min` becomes exactly `min`: a caller that wants the earliest allowed poll does not wait longer.
 */
export function jitteredMs(
  delayMs: number,
  bounds: Readonly<{ minDelayMs: number; maxDelayMs: number }>,
  random: () => number,
): number {
  if (delayMs <= bounds.minDelayMs) return bounds.minDelayMs;
  const clamped = Math.min(delayMs, bounds.maxDelayMs);
  return uniform(
    Math.max(bounds.minDelayMs, 0.9 * clamped),
    Math.min(bounds.maxDelayMs, 1.1 * clamped),
    random,
  );
}

/** Parts of a response that may contain a retry delay. */
export interface RetryAfterHints {
  /** `retryAfterSeconds` in the body. */
  readonly retryAfterSeconds?: unknown;
  /** Response headers with lower-case names. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Returns the retry delay that the service requests, in milliseconds, or 0 if it gives no usable hint.
 *
 * The body's `retryAfterSeconds` takes precedence over the `Retry-After` header (seconds or an HTTP date), which takes precedence
 * over `x-amz-retry-after` (milliseconds). Zero, negative and unreadable values are ignored; the limit is 300 s.
 *
 * @param wallClockMs - Local wall clock; used only for an HTTP date.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfterMs(hints: RetryAfterHints, wallClockMs: number): number {
  const { "retry-after": retryAfter, "x-amz-retry-after": amzRetryAfter } = hints.headers ?? {};
  const candidates = [
    1000 * number(hints.retryAfterSeconds),
    1000 * number(retryAfter),
    typeof retryAfter === "string" && HTTP_DATE.test(retryAfter)
      ? Date.parse(retryAfter) - wallClockMs
      : Number.NaN,
    number(amzRetryAfter),
  ];
  return Math.min(candidates.find((ms) => ms > 0) ?? 0, LONGEST_HINT_MS);
}

// Date.parse accepts almost any text as a date, and Number accepts "0x10".
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;
const DECIMAL = /^\s*\d+(\.\d+)?\s*$/;

function number(value: unknown): number {
  return typeof value === "number" || (typeof value === "string" && DECIMAL.test(value))
    ? Number(value)
    : Number.NaN;
}
