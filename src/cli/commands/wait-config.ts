import { type Cadence, expectedFinish, type RegistrationWaiterOptions } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import { type Options, optionName, type WaitFlags, waitOptions } from "../options.js";
import { UsageError } from "../usage-error.js";

/** When to poll, and for how long. */
export interface WaitConfig
  extends Pick<RegistrationWaiterOptions, "minDelay" | "maxDelay" | "consistencyGrace" | "since"> {
  readonly maxWaitTime: number;
  readonly cadence: Cadence;
  /** Milliseconds that a registration usually takes. */
  readonly expectedMs: number;
}

/** Returns the times of a wait. On an emulator, defaults are as much shorter as its time is faster; given times are not. */
export function waitConfig(flags: WaitFlags, timeScale: number): WaitConfig {
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

const DAY = 86_400;

/** Warns of times that are probably milliseconds. */
export function longTimes(flags: WaitFlags): readonly string[] {
  const options: Options = waitOptions;
  return Object.entries(flags).flatMap(([flag, value]) => {
    if (options[flag]?.takes !== "<time>" || typeof value !== "number") return [];
    if (value <= DAY || value === Number.POSITIVE_INFINITY) return [];
    const days = `${optionName(flag)} is ${(value / DAY).toFixed(1)} days`;
    return [`${days}: a number without a unit is seconds, milliseconds are ms.`];
  });
}
