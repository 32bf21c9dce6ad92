import { EARLIEST_MS, LATEST_MS } from "../registration/members.js";
import { expectedReturn } from "../text/expected.js";

/** Returns the current time in epoch milliseconds. */
export type Clock = () => number;

/** Returns a clock that reads the wall clock once: setting the wall clock later must not move the account's time. */
export function realTime(): Clock {
  let time = Date.now();
  let seen = performance.now();
  return () => {
    const reading = performance.now();
    // Installing or removing fake timers makes `performance.now()` jump, so time never goes back.
    time += Math.max(0, reading - seen);
    seen = reading;
    return time;
  };
}

/**
 * Returns a clock in whole milliseconds that never goes back. Its times must be some that this library accepts in a response.
 *
 * @throws TypeError or RangeError on each reading for which `now` does not return a time.
 */
export function steady(now: Clock): Clock {
  let latest = Number.NEGATIVE_INFINITY;
  return () => {
    const reading: unknown = now();
    if (typeof reading !== "number" || !(reading >= EARLIEST_MS && reading < LATEST_MS)) {
      const wrong = typeof reading === "number" ? RangeError : TypeError;
      throw new wrong(
        expectedReturn("now", "epoch milliseconds from 2000 to 2200, such as Date.now()", reading),
      );
    }
    latest = Math.max(latest, Math.floor(reading));
    return latest;
  };
}
