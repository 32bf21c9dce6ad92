import { Observable, type SchedulerLike } from "rxjs";
import type { Call } from "../../src/rx/abort.js";
import type { Timers } from "../../src/rx/timers.js";

/** Returns an Observable as a call that reports to its receiver. */
export function callOf<T>(source$: Observable<T>): Call<T> {
  return (receiver) => {
    const subscription = source$.subscribe({ next: receiver.next, error: receiver.error });
    return () => subscription.unsubscribe();
  };
}

/** Returns a call as a cold Observable, which never completes by itself. */
export function observableOf<T>(call: Call<T>): Observable<T> {
  return new Observable((subscriber) =>
    call({ next: (value) => subscriber.next(value), error: (error) => subscriber.error(error) }),
  );
}

/** Returns the timers of a scheduler, such as RxJS's TestScheduler for virtual time. */
export function timersOf(scheduler: SchedulerLike): Timers {
  return {
    now: () => scheduler.now(),
    after: (ms, work) => {
      const action = scheduler.schedule(work, ms);
      return () => action.unsubscribe();
    },
  };
}
