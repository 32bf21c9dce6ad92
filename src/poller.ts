import {
  asyncScheduler,
  catchError,
  defer,
  lastValueFrom,
  type Observable,
  ReplaySubject,
  share,
  subscribeOn,
  takeUntil,
  tap,
  throwError,
} from "rxjs";
import { checkedOptions, OPTIONS, signal } from "./options/checks.js";
import type { RegistrationWaiterOptions } from "./options/waiter.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { aborted } from "./rx/abort.js";
import type { TransitionEvent } from "./waiting/events.js";
import { watchRegistration } from "./watch.js";

/** Maximum number of past transitions that a late subscriber receives. */
const REPLAYED = 100;

/** One wait with many consumers. */
export interface RegistrationPoller {
  /**
   * The transitions; a late subscriber first gets the latest 100. Ends as `watchRegistration` does. A poller that has failed
   * gives every later subscriber the same error, so `retry()` does not help: create another poller.
   */
  readonly transitions$: Observable<TransitionEvent>;
  /** Resolves and rejects as the function `waitUntilRegistered` does. */
  waitUntilRegistered(options?: PollerWaitOptions): Promise<RegistrationSnapshot>;
}

/** The options of one consumer of a poller. */
export interface PollerWaitOptions {
  /** Rejects this promise with the signal's reason. The poller continues as long as it has another consumer. */
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * Creates a poller: one poll loop for any number of consumers, promises and subscribers alike.
 *
 * Polling starts with the first consumer and stops with the last. Once the wait has ended, later consumers get its outcome and
 * its latest 100 transitions, without another poll. If all consumers leave before that, the next one starts a new loop, with its
 * own clock and its own replay.
 *
 * @example
 * const poller = createRegistrationPoller({ client });
 * poller.transitions$.subscribe({ next: show, error: () => {} }); // the promise reports the error
 * await poller.waitUntilRegistered();
 */
export function createRegistrationPoller(config: RegistrationWaiterOptions): RegistrationPoller {
  let failed = false;
  const shared$ = watchRegistration(config).pipe(
    tap({
      error: () => {
        failed = true;
      },
    }),
    share({
      connector: () => new ReplaySubject(REPLAYED),
      resetOnComplete: false,
      resetOnError: false,
      resetOnRefCountZero: true,
    }),
  );
  return {
    // A synchronous error would make `retry()` call itself until the stack overflows.
    transitions$: defer(() => (failed ? shared$.pipe(catchError(later)) : shared$)),
    // The last transition is always the account's, to REGISTRATION_SUCCESS.
    waitUntilRegistered: async (options = {}) => {
      const { abortSignal } = checkedOptions("an object", options, { abortSignal: signal }, OPTIONS);
      const { snapshot } = await lastValueFrom(shared$.pipe(takeUntil(aborted(abortSignal))));
      return snapshot as RegistrationSnapshot;
    },
  };
}

function later(error: unknown): Observable<never> {
  return throwError(() => error).pipe(subscribeOn(asyncScheduler));
}
