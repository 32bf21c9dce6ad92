import {
  catchError,
  defer,
  lastValueFrom,
  map,
  type Observable,
  ReplaySubject,
  share,
  takeUntil,
  tap,
  timer,
} from "rxjs";
import type { RegistrationWaiterConfig } from "./options/waiter.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { aborted } from "./rx/abort.js";
import type { RegistrationTransition } from "./waiting/events.js";
import { watchRegistration } from "./watch.js";

/** How many transitions a late subscriber is told. */
const REPLAYED = 100;

/** One wait with many consumers. */
export interface RegistrationPoller {
  /**
   * The transitions; a late subscriber first gets those so far (the latest 100). Ends as `watchRegistration` does. A poller that
   * has failed gives every later subscriber the same error, so that `retry()` does not help: create another poller.
   */
  readonly transitions$: Observable<RegistrationTransition>;
  /** The outcome; rejects as the function `waitUntilRegistered` does. */
  waitUntilRegistered(options?: PollerWaitOptions): Promise<RegistrationSnapshot>;
}

/** The options of one consumer of a poller. */
export interface PollerWaitOptions {
  /** Rejects this promise with the signal's own reason. The poller continues as long as it has another consumer. */
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * One poll loop for many consumers, promises and subscribers alike: however many there are, the service is read for one.
 *
 * It starts with the first of them and ends with the last. Settled, it stays settled: later consumers get the same
 * outcome and the transitions, and nothing is read. Where all have left before, the next starts a new loop, with a clock
 * and a replay of its own.
 *
 * @example
 * const poller = pollRegistration({ client });
 * poller.transitions$.subscribe({ next: show, error: () => {} }); // the promise tells the error
 * await poller.waitUntilRegistered();
 */
export function pollRegistration(config: RegistrationWaiterConfig): RegistrationPoller {
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
    // An error that came at once would make `retry()` call itself until the stack overflows.
    transitions$: defer(() => (failed ? shared$.pipe(catchError(later)) : shared$)),
    // The last transition is always the account's, to REGISTRATION_SUCCESS.
    waitUntilRegistered: async ({ abortSignal } = {}) => {
      const { snapshot } = await lastValueFrom(shared$.pipe(takeUntil(aborted(abortSignal))));
      return snapshot as RegistrationSnapshot;
    },
  };
}

function later(error: unknown): Observable<never> {
  return timer(0).pipe(
    map(() => {
      throw error;
    }),
  );
}
