import type { Policy } from "../registration/decide.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import { rejectUnknown } from "../text/expected.js";
import { checkedOptions, flag, oneOf, type Schema, wholeNumber, wrong } from "./checks.js";
import { DEFAULTS } from "./defaults.js";
import { type RegistrationClient, registrationClient, statusSource } from "./source.js";
import {
  type RegistrationWaiterOptions,
  type ResolvedWaiterOptions,
  WAITER,
  withDefaults,
} from "./waiter.js";

/** The options of ensuring, in addition to those of a wait. `maxWaitTime` covers all registrations together. */
export interface EnsureOptions extends RegistrationWaiterOptions {
  /** The client that polls and registers: an SDK client or `createFleetWiseClient()`. */
  readonly client: RegistrationClient;
  /**
   * Maximum number of RegisterAccount requests that may have been carried out. A registration may fail at first, because IAM is
   * eventually consistent. An integer of at least 1.
   *
   * @default 3
   */
  readonly maxRegistrations?: number | undefined;
  /**
   * Input of RegisterAccount; a failed registration with Timestream metadata is repeated only if this has `timestreamResources` or
   * is `{}`, or with `reregister`. RegisterAccount without `timestreamResources` removes the metadata.
   *
   * @default `{}`, unless that would remove Timestream metadata
   */
  readonly registration?: RegisterAccountInput | undefined;
  /**
   * Whether to register a registered account again: `true` once, `"if-different"` only if it has other resources than
   * `registration` requests. A pending registration is waited for first. The Timestream resources that the service has stored are
   * kept unless `registration` has others or is `{}`.
   *
   * @default false
   */
  readonly reregister?: boolean | "if-different" | undefined;
}

/** Returns the schema of ensuring. A function, because bundlers keep a spread at the top level of a module. */
export function ensureSchema(): Schema<EnsureOptions> {
  return {
    ...WAITER,
    client: (_name, value) => statusSource(registrationClient(value)),
    maxRegistrations: wholeNumber,
    registration: (_name, value) => checkedRegistration(value),
    reregister: (name, value) => value === "if-different" || flag(name, value),
  };
}

/** The modes of the entry points other than the library: register the account if needed, or only wait. */
export const MODES = ["ensure", "wait-only"] as const;

export type Mode = (typeof MODES)[number];

export const checkMode: (name: string, value: Mode | undefined) => unknown = /* @__PURE__ */ oneOf(MODES);

/** A checked config of ensuring. */
export interface ResolvedEnsureOptions extends ResolvedWaiterOptions, Policy {
  readonly client: RegistrationClient;
  /** Milliseconds of polling before the first RegisterAccount, because another copy of this wait may be running. */
  readonly lookAgainMs: number;
}

/** Validates a config of ensuring and sets the defaults. @throws TypeError or RangeError, as `resolveWaiterOptions()`. */
export function resolveEnsureOptions(config: EnsureOptions): ResolvedEnsureOptions {
  // `registration` is checked by its copy, whose members cannot change later.
  const schema: Schema<EnsureOptions> = { ...ensureSchema(), registration: () => {} };
  const options = checkedOptions("an object with a `client`", config, schema);
  return Object.freeze({
    ...withDefaults(options),
    client: options.client,
    maxRegistrations: options.maxRegistrations ?? DEFAULTS.maxRegistrations,
    registration: checkedRegistration(options.registration),
    reregister: options.reregister ?? false,
    lookAgainMs: 0,
  });
}

/** The members of RegisterAccount's input, each with its required members. */
const RESOURCES: {
  readonly [R in keyof RegisterAccountInput]-?: readonly (keyof NonNullable<RegisterAccountInput[R]>)[];
} = {
  timestreamResources: ["timestreamDatabaseName", "timestreamTableName"],
  iamResources: ["roleArn"],
};

/**
 * Returns a frozen copy of the input of RegisterAccount, validated at every level. A misspelled name or an unset variable must not count as `{}`,
 * which permits the removal of the stored Timestream metadata.
 */
export function checkedRegistration(
  input: RegisterAccountInput | undefined,
): RegisterAccountInput | undefined {
  if (input === undefined) return undefined;
  const members = plainObject("registration", input);
  rejectUnknown("a member of `registration`", members, Object.keys(RESOURCES));
  const copies = Object.entries(members).map(([resource, value]) => {
    const path = `registration.${resource}`;
    const names = RESOURCES[resource as keyof RegisterAccountInput];
    const given = { ...plainObject(path, value) };
    rejectUnknown(`a member of \`${path}\``, given, names);
    for (const name of names) {
      const text = given[name];
      if (typeof text !== "string" || text === "")
        throw wrong(TypeError, `${path}.${name}`, "a non-empty string", text);
    }
    return [resource, Object.freeze(given)];
  });
  return Object.freeze(Object.fromEntries(copies));
}

function plainObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  // Checks the prototype's prototype, because the object may come from another realm.
  if (prototype === null || (prototype && Object.getPrototypeOf(prototype) === null)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw wrong(TypeError, name, "an object as in RegisterAccount's input", value);
}
