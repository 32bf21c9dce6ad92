import { type Cadence, expectedFinish, type RegistrationWaiterConfig } from "../../index.js";
import type { WaitOptions } from "../program.js";
import { UsageError } from "../usage-error.js";

/** What a registration usually takes, and how often it is read by then, in seconds: the library's own defaults. */
const USUAL = { expected: 300, interval: 5, maxWaitTime: 900, minDelay: 1, consistencyGrace: 30 } as const;

/** When to read, and for how long. */
export interface Pace
  extends Pick<
    RegistrationWaiterConfig,
    "maxWaitTime" | "minDelay" | "maxDelay" | "consistencyGrace" | "since"
  > {
  readonly cadence: Cadence;
  readonly expectedMs: number;
}

/** What is given counts as it is; what is not is as much shorter as the emulator's time is faster. */
export function paceOf(options: WaitOptions, timeScale: number): Pace {
  const { minDelay, maxDelay, since } = options;
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay) {
    throw new UsageError(`Expected --min-delay to be at most --max-delay (${maxDelay}), got ${minDelay}.`);
  }
  const scaled = (name: keyof typeof USUAL) => USUAL[name] / timeScale;
  const expected = options.expected ?? scaled("expected");
  return {
    expectedMs: expected * 1000,
    cadence: expectedFinish({ interval: options.interval ?? scaled("interval"), expected }),
    maxWaitTime: options.maxWaitTime ?? scaled("maxWaitTime"),
    minDelay: minDelay ?? Math.min(scaled("minDelay"), maxDelay ?? Number.POSITIVE_INFINITY),
    maxDelay,
    consistencyGrace: options.consistencyGrace ?? scaled("consistencyGrace"),
    since,
  };
}
