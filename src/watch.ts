import { defer, filter, type Observable } from "rxjs";
import { type RegistrationWaiterConfig, resolveWaiterConfig } from "./options/waiter.js";
import type { RegistrationEvent, RegistrationTransition } from "./waiting/events.js";
import { platform, waitLoop } from "./waiting/loop.js";
import { polling } from "./waiting/polling.js";

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
    const runtime = platform();
    return waitLoop(polling(options, runtime.scheduler), options, runtime);
  });
}

/**
 * Every state transition of an account's registration, until it is registered.
 *
 * Cold: every subscription is a wait of its own, and unsubscribing ends it. Completes on `REGISTRATION_SUCCESS`; errors
 * as {@link registrationEvents} does.
 *
 * @example
 * const last = await lastValueFrom(watchRegistration({ client }).pipe(tap(({ resource, to }) => console.log(resource, to))));
 */
export function watchRegistration(config: RegistrationWaiterConfig): Observable<RegistrationTransition> {
  return registrationEvents(config).pipe(filter((event) => event.type === "transition"));
}
