import { filter, type Observable } from "rxjs";
import type { RegistrationWaiterConfig } from "./options/waiter.js";
import type { RegistrationTransition } from "./registration/transition.js";
import { registrationEvents } from "./waiting/loop.js";

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
