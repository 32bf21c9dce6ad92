import { expected } from "../text/expected.js";

/** Tells the time in epoch milliseconds. */
export type Clock = () => number;

/** Real time, anchored at the wall clock once: when that is set forward or back, the account does not move with it. */
export function realTime(): Clock {
  let time = Date.now();
  let seen = performance.now();
  return () => {
    const reading = performance.now();
    // Fake timers that are installed meanwhile begin at 0 again, and what replaces them is far ahead of that or behind.
    time += Math.max(0, reading - seen);
    seen = reading;
    return time;
  };
}

/** The farthest that a Date can show. */
const FARTHEST = 8.64e15;

/**
 * A clock in whole milliseconds that never goes back.
 *
 * @throws TypeError or RangeError, when asked, where the given one does not tell a time.
 */
export function steady(now: Clock): Clock {
  let latest = Number.NEGATIVE_INFINITY;
  return () => {
    const reading: unknown = now();
    if (typeof reading !== "number" || !(Math.abs(reading) <= FARTHEST)) {
      const wrong = typeof reading === "number" ? RangeError : TypeError;
      throw new wrong(expected("what `now` returns", "a number of epoch milliseconds", reading));
    }
    latest = Math.max(latest, Math.floor(reading));
    return latest;
  };
}
