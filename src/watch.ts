import { filter, Observable } from "rxjs";
import { copied } from "./options/checks.js";
import type { RegistrationWaiterOptions } from "./options/waiter.js";
import type { RegistrationEvent, TransitionEvent } from "./waiting/events.js";
import { startPolling } from "./waiting/polling.js";

/**
 * Emits every event of a wait for a registration: each poll, each transition, each retry.
 *
 * Cold: every subscription is a wait of its own, and unsubscribing ends it and aborts its request in flight. For each response it
 * emits `poll`, then the transitions in the order IAM, Timestream, account. Completes on `REGISTRATION_SUCCESS`.
 *
 * Errors with the errors of the function `waitUntilRegistered`.
 */
export function watchRegistrationEvents(config: RegistrationWaiterOptions): Observable<RegistrationEvent> {
  const options = copied(config);
  return new Observable((subscriber) => startPolling(options, subscriber));
}

/**
 * Emits every state transition of a registration until the account is registered or the wait fails.
 *
 * Cold: every subscription is a wait of its own, and unsubscribing ends it. Completes on `REGISTRATION_SUCCESS`; errors
 * as {@link watchRegistrationEvents} does.
 *
 * @example
 * const last = await lastValueFrom(watchRegistration({ client }).pipe(tap(({ resource, to }) => console.log(resource, to))));
 */
export function watchRegistration(config: RegistrationWaiterOptions): Observable<TransitionEvent> {
  return watchRegistrationEvents(config).pipe(filter((event) => event.type === "transition"));
}
