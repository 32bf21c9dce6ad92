import type { ResolvedWaiterOptions } from "../options/waiter.js";
import { expectedReturn } from "../text/expected.js";
import { jitteredMs } from "../timing/backoff.js";
import { type CadenceContext, lastPollMs } from "../timing/cadence.js";
import type { Judgement } from "./judge.js";
import type { Progress } from "./progress.js";

/** Returns the cadence's delay in milliseconds, bounded and jittered. @throws RangeError if `cadence` fails. */
export function cadenceMs(options: ResolvedWaiterOptions, progress: Progress, elapsedMs: number): number {
  const { waitingSinceMs, beganMs, changedMs } = progress.awaited;
  const seconds = secondsOf(options, {
    attempt: progress.attempts,
    elapsedMs: elapsedMs - waitingSinceMs,
    ageMs: elapsedMs - (beganMs ?? waitingSinceMs),
    sinceTransitionMs: changedMs === undefined ? undefined : elapsedMs - changedMs,
    snapshot: progress.current,
  });
  return jitteredMs(1000 * seconds, options, options.random);
}

function secondsOf({ cadence }: ResolvedWaiterOptions, context: CadenceContext): number {
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

/**
 * Returns the delay before the next poll in milliseconds, or `undefined` if none follows: the cadence's delay, brought forward to the
 * end of a grace period, and to one last poll shortly before the deadline.
 */
export function nextPollMs(
  options: ResolvedWaiterOptions,
  { progress, graceEndsMs = Number.POSITIVE_INFINITY }: Judgement,
  elapsedMs: number,
): number | undefined {
  const { maxWaitMs } = options;
  const lastMs = lastPollMs(maxWaitMs);
  const dueMs = Math.min(elapsedMs + cadenceMs(options, progress, elapsedMs), graceEndsMs);
  const pollMs = elapsedMs < lastMs ? Math.min(dueMs, lastMs) : dueMs;
  return pollMs < maxWaitMs ? pollMs - elapsedMs : undefined;
}
