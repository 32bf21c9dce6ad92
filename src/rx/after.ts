import { Observable, type SchedulerLike, Subscription } from "rxjs";

/** The longest timer there is: a longer one fires at once, in Node and in browsers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Does its work once, after so many milliseconds, however many; never after `Infinity`. Unsubscribing prevents it. */
export function schedule(work: () => void, ms: number, scheduler: SchedulerLike): Subscription {
  if (ms === Number.POSITIVE_INFINITY) return Subscription.EMPTY;
  const first = Math.min(Math.ceil(ms), LONGEST_TIMER_MS);
  return scheduler.schedule(
    function (leftMs = 0) {
      if (leftMs <= 0) return work();
      const next = Math.min(leftMs, LONGEST_TIMER_MS);
      this.schedule(leftMs - next, next);
    },
    first,
    Math.ceil(ms) - first,
  );
}

/** Emits once, after so many milliseconds, and completes. */
export function after(ms: number, scheduler: SchedulerLike): Observable<void> {
  return new Observable((subscriber) =>
    schedule(
      () => {
        subscriber.next();
        subscriber.complete();
      },
      ms,
      scheduler,
    ),
  );
}
