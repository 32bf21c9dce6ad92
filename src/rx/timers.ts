/** Ends what was started: nothing more is heard of it. May be called again, and after the end. */
export type Cancel = () => void;

/** The timers and the wall clock of a wait. Virtual time has its own. */
export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  /** Does its work once, after so many milliseconds, however many; never after `Infinity`. */
  after(ms: number, work: () => void): Cancel;
}

/** The longest timer there is: a longer one fires at once, in Node and in browsers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The platform's own, looked up at each use: a test may have replaced them. */
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
