import { Observable } from "rxjs";
import { type EnsureConfig, resolveEnsureConfig } from "./options/ensure.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { ensuring } from "./waiting/ensuring.js";
import type { EnsureEvent } from "./waiting/events.js";
import { platform, runWait } from "./waiting/loop.js";
import { lastSnapshot } from "./waiting/outcome.js";

/**
 * Registers the account where needed, and waits until it is registered. Resolves to the answer that said so.
 *
 * Reads first. An account that is registered is left alone, and one that is pending is waited for. One that is not
 * registered, or whose registration failed, is registered; if that fails, again after about 5 s, then 10 s, for at most
 * `maxRegistrations` calls of RegisterAccount, because IAM is eventually consistent.
 *
 * Calling RegisterAccount without `timestreamResources` removes the Timestream metadata that the service has stored. So a
 * failed registration that has a Timestream part is not registered again unless `registration` says with what.
 * `reregister: true` registers an account that is registered once more, with what it is registered with.
 *
 * @throws What `waitUntilRegistered` throws; a `ServiceCallError` also for RegisterAccount.
 *
 * @example
 * await ensureRegistered({ client: createFleetWiseClient({ region: "eu-central-1" }) });
 */
export function ensureRegistered(config: EnsureConfig): Promise<RegistrationSnapshot> {
  return lastSnapshot(ensureEvents(config));
}

/** Everything that happens while {@link ensureRegistered} is at work, and its outcome. Cold. */
export function ensureEvents(config: EnsureConfig): Observable<EnsureEvent> {
  return new Observable((subscriber) => {
    const options = resolveEnsureConfig(config);
    const runtime = platform();
    return runWait(ensuring(options, runtime.timers), options, runtime, subscriber);
  });
}
