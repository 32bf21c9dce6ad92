/** Cancels the work that was started. Has no effect when called again, or after the work has ended. */
export type Cancel = () => void;

/** Timers and wall clock of a wait. Tests pass virtual ones. */
export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  /** Does the work once, after any number of milliseconds; never after `Infinity`. */
  after(ms: number, work: () => void): Cancel;
}

/** Longest delay of a timer. A longer one fires at once, in Node and in browsers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The platform's timers, looked up at each use, because tests may replace them. */
export const platformTimers: Timers = {
  now: () => Date.now(),
  after: (ms, work) => {
    if (ms === Number.POSITIVE_INFINITY) return () => {};
    if (ms <= LONGEST_TIMER_MS) {
      const timer = setTimeout(work, Math.ceil(ms));
      return () => clearTimeout(timer);
    }
    let cancel = platformTimers.after(LONGEST_TIMER_MS, () => {
      cancel = platformTimers.after(ms - LONGEST_TIMER_MS, work);
    });
    return () => cancel();
  },
};
