import { checkedOptions, type Schema } from "./options/checks.js";
import { DEFAULTS } from "./options/defaults.js";
import { type RegistrationWaiterOptions, WAITER } from "./options/waiter.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { outcomeOf } from "./waiting/outcome.js";
import { startPolling } from "./waiting/polling.js";

/**
 * Waits until the account is registered. Resolves to the response with `REGISTRATION_SUCCESS`.
 *
 * @throws RegistrationFailedError on `REGISTRATION_FAILURE`, with every Timestream and IAM error message.
 * @throws RegistrationTimeoutError (its `name` is `TimeoutError`) when `maxWaitTime` has elapsed.
 * @throws AccountNotRegisteredError when the service has found no registration for `consistencyGrace`, or until the deadline.
 * @throws ResultOutdatedError when there is only a result older than `since` after `consistencyGrace`, or at the deadline.
 * @throws ServiceCallError when a poll fails permanently (access denied, no credentials, unknown host), or none got a response.
 * @throws The abort signal's reason; an error that names an invalid option, or that `cadence` or `random` causes.
 *
 * @example
 * await waitUntilRegistered({ client: new IoTFleetWiseClient({ region: "eu-central-1" }), maxWaitTime: 600 });
 */
export function waitUntilRegistered(config: RegistrationWaiterOptions): Promise<RegistrationSnapshot> {
  return outcomeOf("last", (observer) => startPolling(config, observer));
}

/** The options of {@link getRegistration}. */
export type GetRegistrationOptions = Pick<
  RegistrationWaiterOptions,
  "client" | "maxWaitTime" | "requestTimeout" | "abortSignal"
>;

// A function, because bundlers keep code that reads a member at the top level of a module.
function oneResponse(): Schema<GetRegistrationOptions> {
  const { client, maxWaitTime, requestTimeout, abortSignal } = WAITER;
  return { client, maxWaitTime, requestTimeout, abortSignal };
}

/**
 * Returns the registration as it is now, in whatever state.
 *
 * Transient failures are retried for at most `maxWaitTime` (here 30 s by default).
 *
 * @throws AccountNotRegisteredError if the service knows no registration.
 * @throws ServiceCallError, the abort signal's reason, or the error of an invalid option, as {@link waitUntilRegistered}.
 */
export async function getRegistration(config: GetRegistrationOptions): Promise<RegistrationSnapshot> {
  const options = checkedOptions("an object with a `client`", config, oneResponse());
  const { maxWaitTime = DEFAULTS.maxReadTime } = options;
  const once = { ...options, maxWaitTime, consistencyGrace: 0 };
  return outcomeOf("first", (observer) => startPolling(once, observer));
}
