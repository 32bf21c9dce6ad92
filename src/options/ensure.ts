import type { RegisterAccountInput } from "../registration/register-account.js";
import { flag, wholeNumber, wrong } from "./checks.js";
import { DEFAULTS } from "./defaults.js";
import { type RegistrationClient, registrationClient } from "./source.js";
import {
  type RegistrationWaiterConfig,
  resolveWaiterConfig,
  WAITER_OPTIONS,
  type WaitOptions,
} from "./waiter.js";

/** What ensuring goes by: all that a wait does, and these. `maxWaitTime` covers the whole. */
export interface EnsureConfig extends RegistrationWaiterConfig {
  /** What is asked for the status, and told to register: an SDK client or `createFleetWiseClient()`. */
  readonly client: RegistrationClient;
  /**
   * How often RegisterAccount is called at most: a registration may fail at first, because IAM is eventually consistent.
   * A whole number, at least 1.
   *
   * @default 3
   */
  readonly maxRegistrations?: number | undefined;
  /**
   * What RegisterAccount is called with. Without `timestreamResources`, the service removes the Timestream metadata that
   * it has stored; so an account whose failed registration has some is registered again only where this is given.
   *
   * @default {}, where nothing is lost by it
   */
  readonly registration?: RegisterAccountInput | undefined;
  /**
   * Whether an account that the first answer says is registered is registered again. One that is pending is waited for all
   * the same. The Timestream resources that the service has stored are kept, unless `registration` says otherwise.
   *
   * @default false
   */
  readonly reregister?: boolean | undefined;
}

const KNOWN: { readonly [Name in Exclude<keyof EnsureConfig, keyof RegistrationWaiterConfig>]-?: true } = {
  maxRegistrations: true,
  registration: true,
  reregister: true,
};

/** The names of ensuring's options. */
export const ENSURE_OPTIONS: readonly string[] = [...WAITER_OPTIONS, ...Object.keys(KNOWN)];

/** A checked config of ensuring. */
export interface EnsureOptions extends WaitOptions {
  readonly client: RegistrationClient;
  readonly maxRegistrations: number;
  readonly registration: RegisterAccountInput | undefined;
  readonly reregister: boolean;
}

/** Checks a config of ensuring and fills its gaps. @throws TypeError or RangeError, as {@link resolveWaiterConfig}. */
export function resolveEnsureConfig(config: EnsureConfig): EnsureOptions {
  const options = resolveWaiterConfig(config, ENSURE_OPTIONS);
  const { registration } = config;
  if (registration !== undefined && (typeof registration !== "object" || registration === null)) {
    throw wrong(TypeError, "registration", "an object as RegisterAccount takes it", registration);
  }
  return Object.freeze({
    ...options,
    client: registrationClient(config.client),
    maxRegistrations: wholeNumber("maxRegistrations", config.maxRegistrations) ?? DEFAULTS.maxRegistrations,
    registration,
    reregister: flag("reregister", config.reregister) ?? false,
  });
}
