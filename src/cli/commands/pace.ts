import { type Cadence, expectedFinish, type RegistrationWaiterConfig } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import type { WaitFlags } from "../flags.js";
import { UsageError } from "../usage-error.js";

/** When to read, and for how long. */
export interface Pace
  extends Pick<RegistrationWaiterConfig, "minDelay" | "maxDelay" | "consistencyGrace" | "since"> {
  readonly maxWaitTime: number;
  readonly cadence: Cadence;
  /** Milliseconds that a registration usually takes. */
  readonly expectedMs: number;
}

/** A time that is given counts as it is; a default becomes as much shorter as the emulator's time is faster. */
export function paceOf(flags: WaitFlags, timeScale: number): Pace {
  const { minDelay, maxDelay, since } = flags;
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay) {
    throw new UsageError(`Expected --min-delay to be at most --max-delay (${maxDelay}), got ${minDelay}.`);
  }
  const scaled = (name: keyof typeof DEFAULTS) => DEFAULTS[name] / timeScale;
  const expected = flags.expected ?? scaled("expected");
  return {
    expectedMs: expected * 1000,
    cadence: expectedFinish({ interval: flags.interval ?? scaled("interval"), expected }),
    maxWaitTime: flags.maxWaitTime ?? scaled("maxWaitTime"),
    minDelay: minDelay ?? Math.min(scaled("minDelay"), maxDelay ?? Number.POSITIVE_INFINITY),
    maxDelay,
    consistencyGrace: flags.consistencyGrace ?? scaled("consistencyGrace"),
    since,
  };
}
