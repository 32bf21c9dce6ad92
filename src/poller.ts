import { lastValueFrom, map, type Observable, ReplaySubject, share } from "rxjs";
import type { RegistrationWaiterConfig } from "./options/waiter.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import type { RegistrationTransition } from "./waiting/events.js";
import { watchRegistration } from "./watch.js";

/** How many transitions a late subscriber is told. */
const REPLAYED = 100;

/** One wait with many consumers. */
export interface RegistrationPoller {
  /** The transitions; a late subscriber first gets those so far (the latest 100). Ends as `watchRegistration` does. */
  readonly transitions$: Observable<RegistrationTransition>;
  /** The outcome; rejects as the function `waitUntilRegistered` does. */
  waitUntilRegistered(): Promise<RegistrationSnapshot>;
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
  const transitions$ = watchRegistration(config).pipe(
    share({
      connector: () => new ReplaySubject(REPLAYED),
      resetOnComplete: false,
      resetOnError: false,
      resetOnRefCountZero: true,
    }),
  );
  return {
    transitions$,
    // The last transition is always the account's, to REGISTRATION_SUCCESS.
    waitUntilRegistered: () =>
      lastValueFrom(transitions$.pipe(map(({ snapshot }) => snapshot as RegistrationSnapshot))),
  };
}
