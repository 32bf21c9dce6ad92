import { firstValueFrom } from "rxjs";
import { checkedOptions, type Schema } from "./options/checks.js";
import { DEFAULTS } from "./options/defaults.js";
import { type RegistrationWaiterConfig, WAITER } from "./options/waiter.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { lastSnapshot, snapshots } from "./waiting/outcome.js";
import { registrationEvents } from "./watch.js";

/**
 * Waits until the account is registered, and resolves to the answer that said so.
 *
 * @throws RegistrationFailedError on `REGISTRATION_FAILURE`, with every Timestream and IAM error message.
 * @throws RegistrationTimeoutError (its `name` is `TimeoutError`) when `maxWaitTime` is over.
 * @throws AccountNotRegisteredError when the service knows no registration for longer than `consistencyGrace`.
 * @throws ServiceCallError when a read fails in a way that does not pass: access denied, no credentials, no such host.
 * @throws The abort signal's own reason; a `TypeError` or `RangeError` that names a wrong option.
 *
 * @example
 * await waitUntilRegistered({ client: new IoTFleetWiseClient({ region: "eu-central-1" }), maxWaitTime: 600 });
 */
export function waitUntilRegistered(config: RegistrationWaiterConfig): Promise<RegistrationSnapshot> {
  return lastSnapshot(registrationEvents(config));
}

/** The options of {@link getRegistration}. */
export type GetRegistrationConfig = Pick<
  RegistrationWaiterConfig,
  "client" | "maxWaitTime" | "requestTimeout" | "abortSignal"
>;

const { client, maxWaitTime, requestTimeout, abortSignal } = WAITER;
const ONE_RESPONSE: Schema<GetRegistrationConfig> = { client, maxWaitTime, requestTimeout, abortSignal };

/**
 * Returns the registration as it is now, in whatever state.
 *
 * A failed poll is repeated for at most `maxWaitTime` (here 30 s by default).
 *
 * @throws AccountNotRegisteredError if the service knows no registration; otherwise as {@link waitUntilRegistered}.
 */
export async function getRegistration(config: GetRegistrationConfig): Promise<RegistrationSnapshot> {
  const options = checkedOptions("an object with a `client`", config, ONE_RESPONSE);
  const { maxWaitTime = DEFAULTS.maxReadTime } = options;
  return firstValueFrom(snapshots(registrationEvents({ ...options, maxWaitTime, consistencyGrace: 0 })));
}
