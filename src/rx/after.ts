import { concatMap, NEVER, type Observable, type SchedulerLike, timer } from "rxjs";

/** The longest timer there is: a longer one fires at once, in Node and in browsers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Emits once, after so many milliseconds, and completes. However many: `Infinity` never emits. */
export function after(ms: number, scheduler: SchedulerLike): Observable<unknown> {
  if (ms === Number.POSITIVE_INFINITY) return NEVER;
  if (ms <= LONGEST_TIMER_MS) return timer(Math.ceil(ms), scheduler);
  return timer(LONGEST_TIMER_MS, scheduler).pipe(concatMap(() => after(ms - LONGEST_TIMER_MS, scheduler)));
}
