import { asyncScheduler, Observable, type SchedulerLike, Subscription } from "rxjs";
import type { CallContext } from "../client/retrying.js";
import type { WaitOptions } from "../options/waiter.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { onAbort } from "../rx/abort.js";
import { schedule } from "../rx/after.js";
import { cadenceMs } from "./pacing.js";
import type { Instant, Progress } from "./progress.js";
import { deadlineStep, type Step } from "./step.js";

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

/** What is made of one thing that a call tells: it depends on what was seen by then, and on when it is told. */
export type StepMaker<E> = (before: Progress, instant: Instant) => Step<E>;

/** A wait, as far as the loop does not know it: where it begins, and how the service is called. */
export interface Wait<E> {
  readonly start: Progress;
  call(operation: RegistrationOperation, progress: Progress, context: CallContext): Observable<StepMaker<E>>;
}

/** A deadline that fires so late did not wait: the machine slept, or the process was stopped. */
const LATE_MS = 1000;

/** How long the look takes at most that such a deadline allows. */
const LAST_LOOK_MS = 10_000;

/**
 * The one loop: call, judge, wait, call. It begins with a read, and ends with a step that has an end, with the deadline, with an
 * abort, or when it is left. Between two calls it holds one timer, besides the deadline's.
 */
export function waitLoop<E>(wait: Wait<E>, options: WaitOptions, runtime: Runtime): Observable<E> {
  const { scheduler, elapsedMs } = runtime;
  const { abortSignal, maxWaitMs } = options;
  return new Observable<E>((subscriber) => {
    let progress = wait.start;
    /** The call that is made, or the pause before the next. */
    let current = Subscription.EMPTY;
    let overdue = false;

    const now = (): Instant => ({ elapsedMs: elapsedMs(), wallClockMs: scheduler.now() });

    function call(operation: RegistrationOperation): void {
      const from = progress;
      const context: CallContext = {
        answered: from.answered,
        elapsedMs,
        cadenceMs: (calls) => cadenceMs(options, { ...from, attempts: from.attempts + calls }, elapsedMs()),
      };
      // Known before it is subscribed to, as what it tells may come at once, and lead to another.
      const calling = new Subscription();
      current = calling;
      calling.add(
        wait.call(operation, from, context).subscribe({
          next: told,
          error: (error) => subscriber.error(error),
        }),
      );
    }

    function told(stepOf: StepMaker<E>): void {
      let step: Step<E>;
      try {
        step = stepOf(progress, now());
      } catch (error) {
        // What the user's own functions throw ends the wait: thrown on from here, it would end the process.
        subscriber.error(error);
        return;
      }
      take(step);
    }

    function take({ progress: seen, events, next }: Step<E>): void {
      progress = seen;
      for (const event of events) subscriber.next(event);
      if (subscriber.closed || next === "in-call") return;
      if (typeof next === "object" && "end" in next) settle(next.end);
      else if (overdue) take(deadlineStep(progress, now()));
      else if (next !== "at-deadline") {
        const { call: operation, inMs } = next;
        if (inMs === 0) call(operation);
        else current = schedule(() => call(operation), inMs, scheduler);
      }
    }

    function settle(error: Error | undefined): void {
      if (error === undefined) subscriber.complete();
      else subscriber.error(error);
    }

    function atDeadline(): void {
      if (overdue || elapsedMs() - maxWaitMs < LATE_MS) {
        take(deadlineStep(progress, now()));
        return;
      }
      overdue = true;
      current.unsubscribe();
      deadline = schedule(atDeadline, LAST_LOOK_MS, scheduler);
      call("GetRegisterAccountStatus");
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
