import type { Policy } from "../registration/decide.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import { refuseUnknown } from "../text/expected.js";
import { flag, wholeNumber, wrong } from "./checks.js";
import { DEFAULTS } from "./defaults.js";
import { type RegistrationClient, registrationClient } from "./source.js";
import {
  type RegistrationWaiterConfig,
  resolveWaiterConfig,
  WAITER_OPTIONS,
  type WaitOptions,
} from "./waiter.js";

/** The options of ensuring: those of a wait, and these. `maxWaitTime` covers the whole. */
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
   * Whether a registered account is registered again: `true` once, `"if-different"` only if it has other resources than
   * `registration` asks for. A registration that is pending is waited for first. The Timestream resources that the service has
   * stored are kept, unless `registration` says otherwise.
   *
   * @default false
   */
  readonly reregister?: boolean | "if-different" | undefined;
}

const KNOWN: { readonly [Name in Exclude<keyof EnsureConfig, keyof RegistrationWaiterConfig>]-?: true } = {
  maxRegistrations: true,
  registration: true,
  reregister: true,
};

/** The names of ensuring's options. */
export const ENSURE_OPTIONS: readonly string[] = [...WAITER_OPTIONS, ...Object.keys(KNOWN)];

/** A checked config of ensuring. */
export interface EnsureOptions extends WaitOptions, Policy {
  readonly client: RegistrationClient;
  /** How long to poll again before the first RegisterAccount, in milliseconds: another copy of this wait may be at work. */
  readonly lookAgainMs: number;
}

/** Checks a config of ensuring and fills its gaps. @throws TypeError or RangeError, as {@link resolveWaiterConfig}. */
export function resolveEnsureConfig(config: EnsureConfig): EnsureOptions {
  const options = resolveWaiterConfig(config, ENSURE_OPTIONS);
  return Object.freeze({
    ...options,
    client: registrationClient(config.client),
    maxRegistrations: wholeNumber("maxRegistrations", config.maxRegistrations) ?? DEFAULTS.maxRegistrations,
    registration: checkedRegistration(config.registration),
    reregister:
      config.reregister === "if-different"
        ? "if-different"
        : (flag("reregister", config.reregister) ?? false),
    lookAgainMs: 0,
  });
}

/** What RegisterAccount takes: each member, with the members that it must have. */
const RESOURCES: {
  readonly [R in keyof RegisterAccountInput]-?: readonly (keyof NonNullable<RegisterAccountInput[R]>)[];
} = {
  timestreamResources: ["timestreamDatabaseName", "timestreamTableName"],
  iamResources: ["roleArn"],
};

/**
 * Checked whole, as RegisterAccount without `timestreamResources` removes what is stored: a misspelt name, or a variable that
 * was not set, must not pass for `{}`, which says that it may be lost.
 */
export function checkedRegistration(
  input: RegisterAccountInput | undefined,
): RegisterAccountInput | undefined {
  if (input === undefined) return undefined;
  const members = plainObject("registration", input);
  refuseUnknown("a member of `registration`", members, Object.keys(RESOURCES));
  for (const [resource, value] of Object.entries(members)) {
    const path = `registration.${resource}`;
    const names = RESOURCES[resource as keyof RegisterAccountInput];
    const given = plainObject(path, value);
    refuseUnknown(`a member of \`${path}\``, given, names);
    for (const name of names) {
      const text = given[name];
      if (typeof text !== "string" || text === "")
        throw wrong(TypeError, `${path}.${name}`, "a non-empty string", text);
    }
  }
  return input;
}

function plainObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  // By its own prototype's prototype, as it may come from another realm.
  if (prototype === null || (prototype && Object.getPrototypeOf(prototype) === null)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw wrong(TypeError, name, "an object as RegisterAccount takes it", value);
}
