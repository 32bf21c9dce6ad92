import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  endWith,
  expand,
  from,
  mergeMap,
  type Observable,
  of,
  type SchedulerLike,
  scan,
  takeUntil,
  takeWhile,
  throwError,
} from "rxjs";
import { type CallContext, type Retrying, retrying } from "../client/retrying.js";
import { readStatus, type StatusAnswer } from "../client/source.js";
import { type RegistrationWaiterConfig, resolveWaiterConfig, type WaitOptions } from "../options/waiter.js";
import { aborted } from "../rx/abort.js";
import { after } from "../rx/after.js";
import { type Moment, type Progress, START } from "./judge.js";
import { cadenceMs } from "./pacing.js";
import { deadlineStep, type RegistrationEvent, readStep, type Step } from "./step.js";

/**
 * Everything that happens while an account's registration is waited for: each answer, each transition, each retry.
 *
 * Cold: every subscription is a wait of its own, and unsubscribing ends it, with its request in flight. For one answer
 * it emits `poll`, then the transitions in the order IAM, Timestream, account. Completes on `REGISTRATION_SUCCESS`.
 *
 * Errors with a `RegistrationFailedError`, `RegistrationTimeoutError`, `AccountNotRegisteredError` or `ServiceCallError`,
 * with the abort signal's own reason, or with a `TypeError` or `RangeError` that names a wrong option.
 */
export function registrationEvents(config: RegistrationWaiterConfig): Observable<RegistrationEvent> {
  return defer(() => {
    const options = resolveWaiterConfig(config);
    const machinery = machineryOf(options);
    return tell(readLoop(START, options, machinery), options, machinery);
  });
}

/** What a wait runs on. */
export interface Machinery {
  readonly read: Retrying<StatusAnswer>;
  /** Its timers, and its wall clock. */
  readonly scheduler: SchedulerLike;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: () => number;
}

/** The real thing: the source behind p-retry, and the clocks of the platform, from now on. */
export function machineryOf(options: WaitOptions): Machinery {
  const subscribedAt = performance.now();
  return {
    read: retrying(readStatus(options.client, options.requestTimeoutMs), options),
    scheduler: asyncScheduler,
    // Whole milliseconds, as timers have: one that fires a fraction early must not find its own time still to come.
    elapsedMs: () => Math.ceil(performance.now() - subscribedAt),
  };
}

/** The one loop: read, judge, wait, read. Goes on until it is left, or until a step has an end. */
export function readLoop(start: Progress, options: WaitOptions, machinery: Machinery): Observable<Step> {
  const { read, scheduler } = machinery;
  const first: Step = { progress: start, events: [], nextReadMs: 0 };
  const readFrom = (progress: Progress): Observable<Step> =>
    read(callContext(progress, options, machinery)).pipe(
      scan((last: Step, event) => readStep(last.progress, event, momentOf(machinery), options), {
        progress,
        events: [],
      }),
    );
  return of(first).pipe(
    expand(({ progress, nextReadMs }) => {
      if (nextReadMs === undefined) return EMPTY;
      if (nextReadMs === 0) return readFrom(progress);
      return after(nextReadMs, scheduler).pipe(mergeMap(() => readFrom(progress)));
    }),
  );
}

/** What a call must know of the wait that it is part of. */
export function callContext(progress: Progress, options: WaitOptions, { elapsedMs }: Machinery): CallContext {
  return {
    answered: progress.answered,
    elapsedMs,
    cadenceMs: (calls) =>
      cadenceMs(options, { ...progress, attempts: progress.attempts + calls }, elapsedMs()),
  };
}

export function momentOf({ scheduler, elapsedMs }: Machinery): Moment {
  return { elapsedMs: elapsedMs(), wallClockMs: scheduler.now() };
}

/** Tells the steps of a wait, up to its end: its own, the deadline, or an abort, whichever comes first. */
export function tell<E>(
  steps$: Observable<Step<E>>,
  options: WaitOptions,
  machinery: Machinery,
): Observable<E> {
  const first: Step<E> = { progress: START, events: [] };
  return steps$.pipe(
    takeUntil(after(options.maxWaitMs, machinery.scheduler)),
    endWith(undefined),
    scan(
      (last: Step<E>, next: Step<E> | undefined) => next ?? deadlineStep(last, momentOf(machinery)),
      first,
    ),
    takeWhile(({ end }) => end === undefined, true),
    mergeMap(({ events, end }) =>
      end?.error
        ? concat(
            from(events),
            throwError(() => end.error),
          )
        : from(events),
    ),
    takeUntil(aborted(options.abortSignal)),
  );
}
