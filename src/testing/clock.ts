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

/** Largest number of milliseconds that a Date can hold. */
const FARTHEST = 8.64e15;

/**
 * Returns a clock in whole milliseconds that never goes back.
 *
 * @throws TypeError or RangeError on each reading for which `now` does not return a time.
 */
export function steady(now: Clock): Clock {
  let latest = Number.NEGATIVE_INFINITY;
  return () => {
    const reading: unknown = now();
    if (typeof reading !== "number" || !(Math.abs(reading) <= FARTHEST)) {
      const wrong = typeof reading === "number" ? RangeError : TypeError;
      throw new wrong(expectedReturn("now", "a number of epoch milliseconds", reading));
    }
    latest = Math.max(latest, Math.floor(reading));
    return latest;
  };
}
