import { asyncScheduler, Observable, type SchedulerLike, Subscription } from "rxjs";
import type { CallContext } from "../client/retrying.js";
import type { WaitOptions } from "../options/waiter.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { onAbort } from "../rx/abort.js";
import { schedule } from "../rx/after.js";
import { deadlineError } from "./deadline.js";
import { cadenceMs } from "./pacing.js";
import type { Instant, Progress } from "./progress.js";
import type { Next, Step } from "./step.js";

/** The clocks and timers of a wait. */
export interface Runtime {
  /** Its timers, and its wall clock. */
  readonly scheduler: SchedulerLike;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: () => number;
}

/** The platform's own, from now on. */
export function platform(): Runtime {
  const subscribedAt = performance.now();
  return {
    scheduler: asyncScheduler,
    // Whole milliseconds, as timers have: one that fires a fraction early must not find its own time still to come.
    elapsedMs: () => Math.ceil(performance.now() - subscribedAt),
  };
}

/** The part of a wait that the loop does not know: its requests, and what their events lead to. */
export interface Wait<T, E> {
  readonly start: Progress;
  /** Sends a request. Cold; unsubscribing cancels it. */
  call(operation: RegistrationOperation, progress: Progress, context: CallContext): Observable<T>;
  step(progress: Progress, operation: RegistrationOperation, event: T, now: Instant): Step<E>;
  /** Returns the state after the request in flight was canceled. */
  cut?(progress: Progress, now: Instant): Progress;
}

/** A deadline that fires so late was not waited for: the machine slept, or the process was stopped. */
const LATE_MS = 1000;

/** Time limit of the one more poll that such a deadline allows. */
const LAST_LOOK_MS = 10_000;

/**
 * The one loop: request, judge, wait, request. It starts with a poll, and ends with a step that says so, with the deadline, with an
 * abort, or when it is unsubscribed. Between two requests it holds one timer, besides the deadline's.
 */
export function waitLoop<T, E>(wait: Wait<T, E>, options: WaitOptions, runtime: Runtime): Observable<E> {
  const { scheduler, elapsedMs } = runtime;
  const { abortSignal, maxWaitMs } = options;
  return new Observable<E>((subscriber) => {
    let progress = wait.start;
    /** The call in progress, or the pause before the next. */
    let current = Subscription.EMPTY;
    let overdue = false;

    const now = (): Instant => ({ elapsedMs: elapsedMs(), wallClockMs: scheduler.now() });

    function call(operation: RegistrationOperation): void {
      const from = progress;
      const context: CallContext = {
        answered: from.answered,
        elapsedMs,
        cadenceMs: (requests) =>
          cadenceMs(options, { ...from, attempts: from.attempts + requests }, elapsedMs()),
      };
      // Known before it is subscribed to: its events may come at once, and lead to another call.
      const calling = new Subscription();
      current = calling;
      calling.add(
        wait.call(operation, from, context).subscribe({
          next: (event) => take(operation, event),
          error: (error) => subscriber.error(error),
        }),
      );
    }

    function take(operation: RegistrationOperation, event: T): void {
      let step: Step<E>;
      try {
        step = wait.step(progress, operation, event, now());
      } catch (error) {
        // The user's own functions may throw: from here, that would end the process.
        subscriber.error(error);
        return;
      }
      progress = step.progress;
      for (const one of step.events) subscriber.next(one);
      if (!subscriber.closed) proceed(step.next);
    }

    function proceed(next: Next): void {
      if (next.do === "stay") return;
      if (next.do === "end") settle(next.error);
      else if (overdue) settle(deadlineError(progress, now()));
      else if (next.do === "call") {
        const { operation, inMs } = next;
        if (inMs === 0) call(operation);
        else current = schedule(() => call(operation), inMs, scheduler);
      }
    }

    function settle(error: Error | undefined): void {
      if (error === undefined) subscriber.complete();
      else subscriber.error(error);
    }

    function atDeadline(): void {
      const late = elapsedMs() - maxWaitMs >= LATE_MS;
      current.unsubscribe();
      progress = wait.cut?.(progress, now()) ?? progress;
      if (overdue || !late) settle(deadlineError(progress, now()));
      else {
        overdue = true;
        deadline = schedule(atDeadline, LAST_LOOK_MS, scheduler);
        call("GetRegisterAccountStatus");
      }
    }

    let deadline = schedule(atDeadline, maxWaitMs, scheduler);
    const stay = abortSignal && onAbort(abortSignal, (reason) => subscriber.error(reason));
    if (!subscriber.closed) call("GetRegisterAccountStatus");

    return () => {
      stay?.();
      deadline.unsubscribe();
      current.unsubscribe();
    };
  });
}
