import { Observable, type SchedulerLike, Subscription } from "rxjs";

/** Longest delay of a timer; Node and browsers fire a longer one immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs the work once after a delay of any length, never if it is `Infinity`. Unsubscribing cancels it. */
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

/** Emits once after a delay in milliseconds, then completes. */
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
