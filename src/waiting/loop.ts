import type { CallContext } from "../client/retrying.js";
import type { ResolvedWaiterOptions } from "../options/waiter.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { type Call, onAbort } from "../rx/abort.js";
import { type Cancel, platformTimers, type Timers } from "../rx/timers.js";
import { deadlineError } from "./deadline.js";
import { cadenceMs } from "./pacing.js";
import type { Instant, Progress } from "./progress.js";
import type { Next, Step } from "./step.js";

/** Clocks and timers of a wait. */
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
    // Rounded up, because a timer may fire a fraction of a millisecond early.
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

/** Receiver of the events of a wait and of its end, for example an RxJS subscriber. */
export interface Observer<E> {
  next(event: E): void;
  error(error: unknown): void;
  complete(): void;
}

/** If the deadline's timer fires late by more than this, the machine slept, or the process was stopped or busy. */
const LATE_MS = 1000;

/** Time limit of the last poll after a late deadline. */
const LAST_LOOK_MS = 10_000;

/**
 * Runs a wait: request, judge, wait, request. It starts with a poll, and ends by a step, the deadline, an abort or a cancellation.
 * Between two requests it holds one timer, besides the deadline's.
 */
export function runWait<T, E>(
  wait: Wait<T, E>,
  options: ResolvedWaiterOptions,
  { timers, elapsedMs }: Runtime,
  observer: Observer<E>,
): Cancel {
  const { abortSignal, maxWaitMs } = options;
  let progress = wait.start;
  let operation: RegistrationOperation = "GetRegisterAccountStatus";
  /** Cancels the call in progress, or the pause before the next. */
  let cancel: Cancel = () => {};
  let leaveSignal: Cancel | undefined;
  let over = false;
  let overdue = false;

  const now = (): Instant => ({ elapsedMs: elapsedMs(), wallClockMs: timers.now() });
  const context: CallContext = {
    answered: () => progress.answered,
    elapsedMs,
    cadenceMs: () => cadenceMs(options, progress, elapsedMs()),
  };
  const receiver = { next: take, error: fail };

  function call(): void {
    cancel = wait.call(operation, progress, context)(receiver);
    // The source may have ended the wait itself, during `wait.call`.
    if (over) cancel();
  }

  function take(event: T): void {
    let step: Step<E>;
    try {
      step = wait.step(progress, operation, event, now());
    } catch (error) {
      // The user's functions may throw, and an exception would end the process here.
      fail(error);
      return;
    }
    progress = step.progress;
    for (const one of step.events) if (!over) observer.next(one);
    if (!over) proceed(step.next);
  }

  function proceed(next: Next): void {
    if (next.do === "stay") return;
    if (next.do === "end") end(next.error);
    else if (overdue) fail(deadlineError(progress, now()));
    else if (next.do === "call") {
      // The next call may replace one that waits for its retry.
      cancel();
      operation = next.operation;
      if (next.inMs === 0) call();
      else cancel = timers.after(next.inMs, call);
    }
  }

  function atDeadline(): void {
    const late = elapsedMs() - maxWaitMs > LATE_MS;
    cancel();
    // The source may have ended the wait itself, when its signal aborted.
    if (over) return;
    progress = wait.cut?.(progress, now()) ?? progress;
    if (overdue || !late) fail(deadlineError(progress, now()));
    else {
      overdue = true;
      cancelDeadline = timers.after(LAST_LOOK_MS, atDeadline);
      operation = "GetRegisterAccountStatus";
      call();
    }
  }

  function end(error: Error | undefined): void {
    stop();
    if (error === undefined) observer.complete();
    else observer.error(error);
  }

  function fail(error: unknown): void {
    stop();
    observer.error(error);
  }

  function stop(): void {
    over = true;
    leaveSignal?.();
    cancelDeadline();
    cancel();
  }

  let cancelDeadline = timers.after(maxWaitMs, atDeadline);
  leaveSignal = abortSignal && onAbort(abortSignal, fail);
  if (!over) call();
  return stop;
}
