import type { Failure } from "../failures/failure.js";
import { type Cadence, expectedFinish } from "../timing/cadence.js";
import { callable, checkedOptions, date, type Schema, seconds, signal, wrong } from "./checks.js";
import { DEFAULTS } from "./defaults.js";
import { type StatusSource, statusSource } from "./source.js";

/**
 * The options of a wait. Times are in **seconds**, with the names of the AWS SDK's waiters. `undefined` means the default.
 */
export interface RegistrationWaiterOptions {
  /** The source of the status: an SDK client, `createFleetWiseClient()`, or your own function. */
  readonly client: StatusSource;
  /**
   * Hard deadline in seconds, also for a request that hangs; `Infinity` waits forever. Above 0. One last poll is sent shortly before
   * the deadline, unless one is in flight or waits for its retry.
   *
   * @default 900
   */
  readonly maxWaitTime?: number | undefined;
  /**
   * Minimum number of seconds between two polls, and before a failed poll is retried. Above 0, at most `maxDelay`. The
   * poll at the end of `consistencyGrace`, the last poll, and a poll after RegisterAccount may come sooner.
   *
   * @default 1, or `maxDelay` if that is less
   */
  readonly minDelay?: number | undefined;
  /**
   * Maximum number of seconds between two polls while pending; a retry may wait longer. Above 0, at least `minDelay`. Set it to
   * the value of `minDelay` for a fixed interval.
   *
   * @default 60, or `minDelay` if that is greater
   */
  readonly maxDelay?: number | undefined;
  /**
   * Returns the seconds until the next poll while pending, from the state of the wait.
   *
   * @default expectedFinish()
   */
  readonly cadence?: Cadence | undefined;
  /**
   * Seconds until a request is aborted; a poll is then retried. Above 0. It may exceed `maxWaitTime`, which then ends the request.
   *
   * @default 30
   */
  readonly requestTimeout?: number | undefined;
  /** Ends the wait immediately, with the signal's reason, and aborts the request in flight. */
  readonly abortSignal?: AbortSignal | undefined;
  /**
   * Start time of the registration, by the service's clock: older results are ignored for `consistencyGrace`. Pass the
   * `lastModificationTime` of RegisterAccount's response. An older result belongs to another registration; after the grace period
   * it ends the wait with `RESULT_OUTDATED`, or with `reregister: true` the account is registered again.
   *
   * @default undefined: every result counts
   */
  readonly since?: Date | undefined;
  /**
   * Grace period in seconds, in which "not found" and a result older than `since` mean "not visible yet". `0` means none.
   * Ensuring has none for "not found" before a response with a registration or a RegisterAccount.
   *
   * @default 30
   */
  readonly consistencyGrace?: number | undefined;
  /**
   * Random number source of the jitter: a function that returns a number from 0 to 1.
   *
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
}

/** The checks of the options of a wait. */
export const WAITER: Schema<RegistrationWaiterOptions> = {
  client: (_name, value) => statusSource(value),
  maxWaitTime: (name, value) => seconds(name, value, { orInfinity: true }),
  minDelay: seconds,
  maxDelay: seconds,
  cadence: callable,
  requestTimeout: seconds,
  abortSignal: signal,
  since: date,
  consistencyGrace: (name, value) => seconds(name, value, { orZero: true }),
  random: callable,
};

/** Failures to retry at a fixed pace although they end other waits. Not for a RegisterAccount that may have been carried out. */
export interface Patience {
  readonly delayMs: number;
  covers(failure: Failure, elapsedMs: number): boolean;
}

/** The validated options of a wait, with the defaults. Times are in milliseconds. */
export interface ResolvedWaiterOptions {
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
  readonly patience?: Patience | undefined;
}

/** The default cadence, shared by all waits: it has no state, and thousands of waits may be idle. */
let shared: Cadence | undefined;
function defaultCadence(): Cadence {
  shared ??= expectedFinish();
  return shared;
}

/**
 * Validates a config and sets the defaults.
 *
 * @throws TypeError or RangeError that names the option, what was expected, and its value.
 */
export function resolveWaiterOptions<Config extends RegistrationWaiterOptions>(
  config: Config,
  schema: Schema<Config> = WAITER as Schema<Config>,
): ResolvedWaiterOptions {
  return withDefaults(checkedOptions("an object with a `client`", config, schema));
}

/** Sets the defaults of options that were checked one by one. @throws RangeError if `minDelay` is above `maxDelay`. */
export function withDefaults(options: RegistrationWaiterOptions): ResolvedWaiterOptions {
  const { minDelay, maxDelay } = options;
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay) {
    throw wrong(RangeError, "minDelay", `at most \`maxDelay\` (${maxDelay})`, minDelay);
  }
  return Object.freeze({
    client: options.client,
    maxWaitMs: 1000 * (options.maxWaitTime ?? DEFAULTS.maxWaitTime),
    minDelayMs: 1000 * (minDelay ?? Math.min(DEFAULTS.minDelay, maxDelay ?? DEFAULTS.minDelay)),
    maxDelayMs: 1000 * (maxDelay ?? Math.max(DEFAULTS.maxDelay, minDelay ?? DEFAULTS.maxDelay)),
    cadence: options.cadence ?? defaultCadence(),
    requestTimeoutMs: 1000 * (options.requestTimeout ?? DEFAULTS.requestTimeout),
    abortSignal: options.abortSignal,
    // A Date may change during the wait, also to an invalid one, which no result would be older than.
    since: options.since && new Date(options.since),
    consistencyGraceMs: 1000 * (options.consistencyGrace ?? DEFAULTS.consistencyGrace),
    random: options.random ?? Math.random,
  });
}
