import type { Subscriber } from "rxjs";
import type { CallContext } from "../client/retrying.js";
import type { ResolvedWaiterOptions } from "../options/waiter.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { type Call, onAbort } from "../rx/abort.js";
import { type Cancel, platformTimers, type Timers } from "../rx/timers.js";
import { deadlineError } from "./deadline.js";
import { cadenceMs } from "./pacing.js";
import type { Instant, Progress } from "./progress.js";
import type { Next, Step } from "./step.js";

/** The clocks and timers of a wait. */
export interface Runtime {
  readonly timers: Timers;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: () => number;
}

/** Returns the platform's clocks and timers; the wait starts now. */
export function platform(): Runtime {
  const subscribedAt = performance.now();
  return {
    timers: platformTimers,
    // Whole milliseconds, as timers have: one that fires a fraction early must not find its own time still to come.
    elapsedMs: () => Math.ceil(performance.now() - subscribedAt),
  };
}

/** The part of a wait that differs between polling and ensuring: its requests, and the steps that follow their events. */
export interface Wait<T, E> {
  readonly start: Progress;
  /** Returns the call of an operation, with its retries. */
  call(operation: RegistrationOperation, progress: Progress, context: CallContext): Call<T>;
  step(progress: Progress, operation: RegistrationOperation, event: T, now: Instant): Step<E>;
  /** Returns the state after the request in flight was canceled. */
  cut?(progress: Progress, now: Instant): Progress;
}

/** If the deadline's timer fires this late, the machine slept or the process was stopped. */
const LATE_MS = 1000;

/** Time limit of the last poll after such a deadline. */
const LAST_LOOK_MS = 10_000;

/**
 * Runs a wait: request, judge, wait, request. It starts with a poll, and ends with a step that says so, with the deadline, with an
 * abort, or when it is unsubscribed. Between two requests it holds one timer, besides the deadline's.
 */
export function runWait<T, E>(
  wait: Wait<T, E>,
  options: ResolvedWaiterOptions,
  { timers, elapsedMs }: Runtime,
  subscriber: Subscriber<E>,
): Cancel {
  const { abortSignal, maxWaitMs } = options;
  let progress = wait.start;
  /** Cancels the call in progress, or the pause before the next. */
  let cancel: Cancel = () => {};
  let overdue = false;

  const now = (): Instant => ({ elapsedMs: elapsedMs(), wallClockMs: timers.now() });

  function call(operation: RegistrationOperation): void {
    const from = progress;
    const context: CallContext = {
      answered: from.answered,
      elapsedMs,
      cadenceMs: (requests) =>
        cadenceMs(options, { ...from, attempts: from.attempts + requests }, elapsedMs()),
    };
    cancel = wait.call(
      operation,
      from,
      context,
    )({
      next: (event) => take(operation, event),
      error: (error) => subscriber.error(error),
    });
    // The source itself may have ended the wait while it was called.
    if (subscriber.closed) cancel();
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
      else cancel = timers.after(inMs, () => call(operation));
    }
  }

  function settle(error: Error | undefined): void {
    if (error === undefined) subscriber.complete();
    else subscriber.error(error);
  }

  function atDeadline(): void {
    const late = elapsedMs() - maxWaitMs >= LATE_MS;
    cancel();
    progress = wait.cut?.(progress, now()) ?? progress;
    if (overdue || !late) settle(deadlineError(progress, now()));
    else {
      overdue = true;
      cancelDeadline = timers.after(LAST_LOOK_MS, atDeadline);
      call("GetRegisterAccountStatus");
    }
  }

  let cancelDeadline = timers.after(maxWaitMs, atDeadline);
  const stay = abortSignal && onAbort(abortSignal, (reason) => subscriber.error(reason));
  if (!subscriber.closed) call("GetRegisterAccountStatus");

  return () => {
    stay?.();
    cancelDeadline();
    cancel();
  };
}
