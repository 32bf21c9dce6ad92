import { Observable } from "rxjs";
import { copied } from "./options/checks.js";
import type { EnsureOptions } from "./options/ensure.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { startEnsuring } from "./waiting/ensuring.js";
import type { EnsureEvent } from "./waiting/events.js";
import { outcomeOf } from "./waiting/outcome.js";

/**
 * Registers the account if needed, and waits until it is registered. Resolves to the response with `REGISTRATION_SUCCESS`.
 *
 * It polls first. A registered account is left unchanged, and a pending registration is waited for. If the account is not
 * registered, or its registration failed, RegisterAccount is called. If that registration fails, it is repeated after about 5 s,
 * then 10 s, because IAM is eventually consistent, with at most `maxRegistrations` requests that may have been carried out.
 *
 * RegisterAccount without `timestreamResources` removes the Timestream metadata that the service has stored. Therefore a failed
 * registration with Timestream resources is repeated only if `registration` has `timestreamResources` or is `{}`, or with
 * `reregister`, which keeps the stored ones. `reregister: true` registers a registered account again.
 *
 * @throws The errors of `waitUntilRegistered`; a `ServiceCallError` also for RegisterAccount; a `RegistrationFailedError` with the code
 * `TIMESTREAM_AT_RISK`; a `ResourcesDifferError` if the account is registered with other resources than `registration` requests.
 *
 * @example
 * await ensureRegistered({ client: createFleetWiseClient({ region: "eu-central-1" }) });
 */
export function ensureRegistered(config: EnsureOptions): Promise<RegistrationSnapshot> {
  return outcomeOf("last", (observer) => startEnsuring(config, observer));
}

/** Emits every event of {@link ensureRegistered}. Cold. Completes when its promise would resolve; errors as it would reject. */
export function watchEnsureEvents(config: EnsureOptions): Observable<EnsureEvent> {
  const options = copied(config);
  return new Observable((subscriber) => startEnsuring(options, subscriber));
}
