import type { WaitOptions } from "../options/waiter.js";
import { expectedReturn } from "../text/expected.js";
import { jitteredMs } from "../timing/backoff.js";
import type { CadenceContext } from "../timing/cadence.js";
import type { Judgement } from "./judge.js";
import type { Progress } from "./progress.js";

/** When the service is read again: after so many milliseconds, or not before the deadline. */
export type NextRead = { readonly inMs: number } | "at-deadline";

/** Milliseconds until the next read by the cadence, bounded and jittered. @throws RangeError for a cadence that gives none. */
export function cadenceMs(options: WaitOptions, progress: Progress, elapsedMs: number): number {
  const seconds = secondsOf(options, {
    attempt: progress.attempts,
    elapsedMs: elapsedMs - progress.waitingSinceMs,
    ageMs: elapsedMs - (progress.beganMs ?? progress.waitingSinceMs),
    sinceTransitionMs: progress.changedMs === undefined ? undefined : elapsedMs - progress.changedMs,
    snapshot: progress.current,
  });
  return jitteredMs(1000 * seconds, options, options.random);
}

function secondsOf({ cadence }: WaitOptions, context: CadenceContext): number {
  let seconds: unknown;
  try {
    seconds = cadence(context);
  } catch (cause) {
    throw new RangeError("Expected `cadence` to return a positive number of seconds, but it threw", {
      cause,
    });
  }
  if (typeof seconds === "number" && seconds > 0) return seconds;
  throw new RangeError(expectedReturn("cadence", "a positive number of seconds", seconds));
}

/** How long before the deadline the last read is made. */
function lastReadLeadMs({ maxWaitMs }: Pick<WaitOptions, "maxWaitMs">): number {
  return Math.min(1000, maxWaitMs / 10);
}

/**
 * When to read again after an answer that settled nothing: after the cadence's delay, brought forward to the end of a grace,
 * and to one last read shortly before the deadline.
 */
export function nextRead(
  options: WaitOptions,
  { progress, graceEndsMs = Number.POSITIVE_INFINITY }: Judgement,
  elapsedMs: number,
): NextRead {
  const { maxWaitMs } = options;
  const lastReadMs = maxWaitMs - lastReadLeadMs(options);
  const dueMs = Math.min(elapsedMs + cadenceMs(options, progress, elapsedMs), graceEndsMs);
  const readMs = elapsedMs < lastReadMs ? Math.min(dueMs, lastReadMs) : dueMs;
  return readMs < maxWaitMs ? { inMs: readMs - elapsedMs } : "at-deadline";
}
