import { expectedReturn } from "../text/expected.js";

/** The longest that a hint of the service is followed, in milliseconds. */
const LONGEST_HINT_MS = 300_000;

/** The longest that full jitter waits, in milliseconds: the AWS SDK's own cap. */
const LONGEST_BACKOFF_MS = 20_000;

/** A number drawn uniformly from `[low, high]`. */
export function uniform(low: number, high: number, random: () => number): number {
  const share = random();
  // NaN would make every timer fire at once: a busy loop against the service.
  if (!(share >= 0 && share <= 1))
    throw new RangeError(expectedReturn("random", "a number from 0 to 1", share));
  return low + share * (high - low);
}

/**
 * Full jitter after the k-th failure in a row: milliseconds drawn from `[0, min(20 s, 2^(k-1) s)]`.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function fullJitterMs(failures: number, random: () => number): number {
  return uniform(0, Math.min(LONGEST_BACKOFF_MS, 1000 * 2 ** (failures - 1)), random);
}

/**
 * A tenth of jitter around a delay, within its bounds: drawn from `[max(min, 0.9 d), min(max, 1.1 d)]`, d clamped first,
 * so that many waiters that began together do not stay in step.
 *
 * A delay of `min` or less is `min` itself: who asks for the soonest read there may be is not made to wait longer.
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

/** Where a service may say how long to stay away. */
export interface RetryAfterHints {
  /** The body's `retryAfterSeconds`. */
  readonly retryAfterSeconds?: unknown;
  /** Response headers with lower-case names. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * How long the service asks to stay away, in milliseconds; 0 where it gives no usable hint.
 *
 * The body's `retryAfterSeconds` first, then the `Retry-After` header (seconds or an HTTP date), then
 * `x-amz-retry-after` (milliseconds). Zero, negative and unreadable values are no hint; above 300 s counts as 300 s.
 *
 * @param wallClockMs - The local wall clock, which only an HTTP date is compared with.
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

// Date.parse alone finds a date in almost anything, and Number a number in "0x10".
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;
const DECIMAL = /^\s*\d+(\.\d+)?\s*$/;

function number(value: unknown): number {
  return typeof value === "number" || (typeof value === "string" && DECIMAL.test(value))
    ? Number(value)
    : Number.NaN;
}
