// Allowed time of the next request by docs/behavior.md: earliest and latest, in milliseconds since subscription.
import { type Hint, hintMs } from "./replies.js";
import type { Options } from "./wait-script.js";

export interface Due {
  readonly fromMs: number;
  readonly toMs: number;
}

export const NEVER: Due = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** Returns the cadence's delay with 10% jitter, within the bounds. The default cadence may return any delay. */
function cadence({ paceMs, minDelayMs, maxDelayMs }: Options): Due {
  if (paceMs === undefined) return { fromMs: minDelayMs, toMs: maxDelayMs };
  if (paceMs <= minDelayMs) return { fromMs: minDelayMs, toMs: minDelayMs };
  const paced = Math.min(paceMs, maxDelayMs);
  return { fromMs: Math.max(minDelayMs, 0.9 * paced), toMs: Math.min(maxDelayMs, 1.1 * paced) };
}

/** Returns when the poll after a non-final response is due: no later than the end of a grace period and the last poll. */
export function afterAnswer(options: Options, nowMs: number, graceEndsMs = Number.POSITIVE_INFINITY): Due {
  const { maxWaitMs } = options;
  const lastReadMs = maxWaitMs - Math.min(1000, maxWaitMs / 10);
  const latestMs = Math.min(graceEndsMs, nowMs < lastReadMs ? lastReadMs : Number.POSITIVE_INFINITY);
  const { fromMs, toMs } = cadence(options);
  return { fromMs: Math.min(nowMs + fromMs, latestMs), toMs: Math.min(nowMs + toMs, latestMs) };
}

/** A request that failed with a transient error. */
export interface Failure {
  readonly throttled: boolean;
  /** Consecutive failures, including this one. */
  readonly inARow: number;
  readonly hint: Hint | undefined;
  readonly wallClockMs: number;
}

/** Returns when the retry is due: after full jitter, plus the cadence's delay if throttled, but at least `minDelay` and the hint. */
export function afterFailure(options: Options, nowMs: number, failure: Failure): Due {
  const { throttled, inARow, hint, wallClockMs } = failure;
  const paced = throttled ? cadence(options) : { fromMs: 0, toMs: 0 };
  const atLeastMs = Math.max(options.minDelayMs, hint ? hintMs(hint, wallClockMs) : 0);
  const jitterMs = 1000 * Math.min(20, 2 ** (inARow - 1));
  return {
    fromMs: nowMs + Math.max(atLeastMs, paced.fromMs),
    toMs: nowMs + Math.max(atLeastMs, paced.toMs + jitterMs),
  };
}
