import type { WaitOptions } from "../options/waiter.js";
import { jitteredMs } from "../timing/backoff.js";
import type { Judgement, Progress } from "./judge.js";

/** Milliseconds until the next read by the cadence, bounded and jittered. @throws RangeError for a cadence that gives none. */
export function cadenceMs(options: WaitOptions, progress: Progress, elapsedMs: number): number {
  const seconds = ask(options, {
    attempt: progress.attempts,
    elapsedMs: elapsedMs - progress.waitingSinceMs,
    ageMs: elapsedMs - (progress.beganMs ?? progress.waitingSinceMs),
    snapshot: progress.current,
  });
  return jitteredMs(1000 * seconds, options, options.random);
}

function ask({ cadence }: WaitOptions, context: Parameters<WaitOptions["cadence"]>[0]): number {
  let seconds: unknown;
  try {
    seconds = cadence(context);
  } catch (cause) {
    throw new RangeError("Expected `cadence` to return a positive number of seconds, but it threw", {
      cause,
    });
  }
  if (typeof seconds === "number" && seconds > 0) return seconds;
  throw new RangeError(`Expected \`cadence\` to return a positive number of seconds, got ${String(seconds)}`);
}

/**
 * Milliseconds until the next read after an answer that settled nothing; `Infinity` where the deadline comes first.
 *
 * The cadence's delay, brought forward to the end of a grace, and to one last read shortly before the deadline.
 */
export function nextReadMs(
  options: WaitOptions,
  { progress, graceEndsMs }: Judgement,
  elapsedMs: number,
): number {
  const { maxWaitMs } = options;
  const lastReadMs = maxWaitMs - Math.min(1000, maxWaitMs / 10);
  const dueMs = Math.min(
    elapsedMs + cadenceMs(options, progress, elapsedMs),
    graceEndsMs ?? Number.POSITIVE_INFINITY,
  );
  const readMs = elapsedMs < lastReadMs ? Math.min(dueMs, lastReadMs) : dueMs;
  return readMs < maxWaitMs ? readMs - elapsedMs : Number.POSITIVE_INFINITY;
}
