import type { RegisterAccountInput } from "./registration/register-account.js";
import type { Cadence } from "./timing/cadence.js";
import { expectedFinish } from "./timing/cadence.js";

/** Anything that can tell the status. A source with both methods is called by `getRegisterAccountStatus`. */
export type StatusSource =
  /** The official `IoTFleetWiseClient`; its command is loaded from the official package when it is first needed. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's generic `send` is assignable to nothing narrower
  | { send(command: any, options?: any): Promise<any> }
  /** The official aggregated `IoTFleetWise`, or `createFleetWiseClient()`. */
  | {
      getRegisterAccountStatus(
        input: Record<never, never>,
        options?: { abortSignal?: AbortSignal },
      ): PromiseLike<unknown>;
    }
  /** Your own function. */
  | ((options: { abortSignal: AbortSignal }) => PromiseLike<unknown>);

/** A source that can also register: the bare client, its aggregated class, or `createFleetWiseClient()`. */
export type RegistrationClient =
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's generic `send` is assignable to nothing narrower
  | { send(command: any, options?: any): Promise<any> }
  | {
      getRegisterAccountStatus(
        input: Record<never, never>,
        options?: { abortSignal?: AbortSignal },
      ): PromiseLike<unknown>;
      registerAccount(
        input: RegisterAccountInput,
        options?: { abortSignal?: AbortSignal },
      ): PromiseLike<unknown>;
    };

/**
 * What a wait goes by. Time options are in **seconds** and named as in the AWS SDK's own waiters. `undefined` is the
 * default everywhere.
 */
export interface RegistrationWaiterConfig {
  /** What is asked for the status: an SDK client, `createFleetWiseClient()`, or your own function. */
  readonly client: StatusSource;
  /**
   * Seconds until the wait is given up, whatever happens: a hard deadline, also for a request that hangs. Above 0;
   * `Infinity` waits for ever. A last read is made shortly before it.
   *
   * @default 900
   */
  readonly maxWaitTime?: number | undefined;
  /**
   * The least number of seconds between two reads while pending, and before a failed read is tried again. Above 0, at most
   * `maxDelay`. Only the read at the end of `consistencyGrace` and the last read before the deadline may come sooner.
   *
   * @default 1, or `maxDelay` where that is less
   */
  readonly minDelay?: number | undefined;
  /**
   * The greatest number of seconds between two reads while pending; a throttled read may wait longer. Above 0, at least
   * `minDelay`. The same as `minDelay` makes a fixed interval.
   *
   * @default 60, or `minDelay` where that is more
   */
  readonly maxDelay?: number | undefined;
  /**
   * When to read again while pending: a function of what has been seen so far.
   *
   * @default expectedFinish()
   */
  readonly cadence?: Cadence | undefined;
  /**
   * Seconds that one status read may take before it is aborted and tried again. Above 0; may exceed `maxWaitTime`, which
   * then cuts.
   *
   * @default 30
   */
  readonly requestTimeout?: number | undefined;
  /** Ends the wait at once, with the signal's own reason, and aborts the request in flight. */
  readonly abortSignal?: AbortSignal | undefined;
  /**
   * When the registration that is waited for began: `lastModificationTime` of RegisterAccount's answer. A verdict that is
   * older is another registration's and not believed, at least for `consistencyGrace`.
   *
   * @default undefined: every verdict is believed
   */
  readonly since?: Date | undefined;
  /**
   * Seconds for which "not found", and a verdict older than `since`, mean "not visible yet". 0 believes both at once.
   *
   * @default 30
   */
  readonly consistencyGrace?: number | undefined;
  /**
   * Where the jitter comes from: a function that returns a number from 0 to 1.
   *
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
}

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

/** Every default, once, in seconds. */
export const DEFAULTS: Readonly<
  Record<"maxWaitTime" | "minDelay" | "maxDelay" | "requestTimeout" | "consistencyGrace", number>
> = Object.freeze({
  maxWaitTime: 900,
  minDelay: 1,
  maxDelay: 60,
  requestTimeout: 30,
  consistencyGrace: 30,
});

/** A checked config: milliseconds, no gaps. */
export interface WaitOptions {
  readonly client: StatusSource;
  readonly maxWaitMs: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly cadence: Cadence;
  readonly requestTimeoutMs: number;
  readonly abortSignal: AbortSignal | undefined;
  readonly since: Date | undefined;
  readonly consistencyGraceMs: number;
  readonly random: () => number;
}

/**
 * Checks a config and fills its gaps.
 *
 * @throws TypeError or RangeError that names the option, what was expected and what came.
 */
export function resolveConfig(config: RegistrationWaiterConfig): WaitOptions {
  if (typeof config !== "object" || config === null)
    throw wrong(TypeError, "config", "an object with a `client`", config);
  const minDelay = positiveSeconds("minDelay", config.minDelay);
  const maxDelay = positiveSeconds("maxDelay", config.maxDelay);
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay) {
    throw wrong(RangeError, "minDelay", `at most \`maxDelay\` (${maxDelay})`, minDelay);
  }
  return Object.freeze({
    client: statusSource(config.client),
    maxWaitMs:
      1000 *
      (positiveSeconds("maxWaitTime", config.maxWaitTime, { orInfinity: true }) ?? DEFAULTS.maxWaitTime),
    minDelayMs: 1000 * (minDelay ?? Math.min(DEFAULTS.minDelay, maxDelay ?? DEFAULTS.minDelay)),
    maxDelayMs: 1000 * (maxDelay ?? Math.max(DEFAULTS.maxDelay, minDelay ?? DEFAULTS.maxDelay)),
    cadence: functionOption("cadence", config.cadence) ?? expectedFinish(),
    requestTimeoutMs:
      1000 * (positiveSeconds("requestTimeout", config.requestTimeout) ?? DEFAULTS.requestTimeout),
    abortSignal: abortSignal(config.abortSignal),
    since: date("since", config.since),
    consistencyGraceMs:
      1000 *
      (positiveSeconds("consistencyGrace", config.consistencyGrace, { orZero: true }) ??
        DEFAULTS.consistencyGrace),
    random: functionOption("random", config.random) ?? Math.random,
  });
}

/** A checked config of ensuring. */
export interface EnsureOptions extends WaitOptions {
  readonly client: RegistrationClient;
  readonly maxRegistrations: number;
  readonly registration: RegisterAccountInput | undefined;
  readonly reregister: boolean;
}

/** How often RegisterAccount is called where the config does not say. */
export const DEFAULT_MAX_REGISTRATIONS = 3;

/** Checks a config of ensuring and fills its gaps. @throws TypeError or RangeError, as {@link resolveConfig}. */
export function resolveEnsureConfig(config: EnsureConfig): EnsureOptions {
  const options = resolveConfig(config);
  const { client, registration, reregister = false, maxRegistrations = DEFAULT_MAX_REGISTRATIONS } = config;
  const { send, registerAccount } = client as { readonly send?: unknown; readonly registerAccount?: unknown };
  if (typeof registerAccount !== "function" && typeof send !== "function") {
    throw wrong(
      TypeError,
      "client",
      "an IoTFleetWiseClient, or an object with `registerAccount`, which can register",
      client,
    );
  }
  if (typeof maxRegistrations !== "number" || !Number.isInteger(maxRegistrations) || maxRegistrations < 1) {
    const errorClass = typeof maxRegistrations === "number" ? RangeError : TypeError;
    throw wrong(errorClass, "maxRegistrations", "a whole number, at least 1", maxRegistrations);
  }
  if (registration !== undefined && (typeof registration !== "object" || registration === null)) {
    throw wrong(TypeError, "registration", "an object as RegisterAccount takes it", registration);
  }
  if (typeof reregister !== "boolean") throw wrong(TypeError, "reregister", "a boolean", reregister);
  return Object.freeze({ ...options, client, maxRegistrations, registration, reregister });
}

function positiveSeconds(
  name: string,
  value: number | undefined,
  allow: { readonly orInfinity?: boolean; readonly orZero?: boolean } = {},
): number | undefined {
  if (value === undefined) return undefined;
  const expected = `a ${allow.orZero ? "non-negative" : "positive"} number of seconds${allow.orInfinity ? " or Infinity" : ""}`;
  if (typeof value !== "number") throw wrong(TypeError, name, expected, value);
  // In milliseconds, as that is what it becomes.
  const high = allow.orInfinity || 1000 * value < Number.POSITIVE_INFINITY;
  if (!high || !(allow.orZero ? value >= 0 : value > 0)) throw wrong(RangeError, name, expected, value);
  return value;
}

function statusSource(client: StatusSource): StatusSource {
  const members = Object(client) as { readonly send?: unknown; readonly getRegisterAccountStatus?: unknown };
  if ([client, members.getRegisterAccountStatus, members.send].some((member) => typeof member === "function"))
    return client;
  throw wrong(
    TypeError,
    "client",
    "an IoTFleetWiseClient, an object with `getRegisterAccountStatus`, or a function that reads the status",
    client,
  );
}

function functionOption<F extends (...args: never) => unknown>(
  name: string,
  value: F | undefined,
): F | undefined {
  if (value !== undefined && typeof value !== "function") throw wrong(TypeError, name, "a function", value);
  return value;
}

function abortSignal(value: AbortSignal | undefined): AbortSignal | undefined {
  // By shape: a signal of another realm, or of a polyfill, is none of ours by instanceof.
  if (value !== undefined && typeof (value as AbortSignal | null)?.addEventListener !== "function") {
    throw wrong(TypeError, "abortSignal", "an AbortSignal", value);
  }
  return value;
}

function date(name: string, value: Date | undefined): Date | undefined {
  if (value === undefined) return undefined;
  if (!(value instanceof Date)) throw wrong(TypeError, name, "a Date", value);
  if (Number.isNaN(value.getTime())) throw wrong(RangeError, name, "a valid Date", "an invalid one");
  return value;
}

function wrong(
  errorClass: typeof TypeError | typeof RangeError,
  name: string,
  expected: string,
  got: unknown,
): Error {
  const shown =
    typeof got === "object" && got !== null
      ? "an object"
      : typeof got === "function"
        ? "a function"
        : String(got);
  return new errorClass(`Expected \`${name}\` to be ${expected}, got ${shown}`);
}
