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
import { aborted } from "./abort.js";
import { type Read, retrying } from "./client/retrying.js";
import { readOnce } from "./client/source.js";
import { type RegistrationWaiterConfig, resolveConfig, type WaitOptions } from "./config.js";
import { after } from "./delay.js";
import { cadenceMs } from "./pacing.js";
import { type Progress, START } from "./progress.js";
import { deadline, type RegistrationEvent, type Step, step } from "./step.js";

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
    const options = resolveConfig(config);
    const read = retrying(readOnce(options.client, options.requestTimeoutMs), options);
    return pollLoop(options, { read, scheduler: asyncScheduler, now: () => performance.now() });
  });
}

/** What the loop runs on. */
export interface Machinery {
  readonly read: Read;
  /** Its timers, and its wall clock. */
  readonly scheduler: SchedulerLike;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** The one loop: read, judge, tell, wait, read. */
export function pollLoop(
  options: WaitOptions,
  { read, scheduler, now }: Machinery,
): Observable<RegistrationEvent> {
  return defer(() => {
    const subscribedAt = now();
    // Whole milliseconds, as timers have: one that fires a fraction early must not find its own time still to come.
    const elapsedMs = () => Math.ceil(now() - subscribedAt);
    const moment = () => ({ elapsedMs: elapsedMs(), wallClockMs: scheduler.now() });

    const readFrom = (progress: Progress): Observable<Step> => {
      const cadence = (calls: number) =>
        cadenceMs(options, { ...progress, attempts: progress.attempts + calls }, elapsedMs());
      return read({ answered: progress.answered, elapsedMs, cadenceMs: cadence }).pipe(
        scan((last: Step, event) => step(last.progress, event, moment(), options), { progress, events: [] }),
      );
    };

    const first: Step = { progress: START, events: [], nextReadMs: 0 };
    return of(first).pipe(
      expand(({ progress, nextReadMs }) => {
        if (nextReadMs === undefined) return EMPTY;
        if (nextReadMs === 0) return readFrom(progress);
        return after(nextReadMs, scheduler).pipe(mergeMap(() => readFrom(progress)));
      }),
      takeUntil(after(options.maxWaitMs, scheduler)),
      endWith(undefined),
      scan((last: Step, next: Step | undefined) => next ?? deadline(last, moment()), first),
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
  });
}
