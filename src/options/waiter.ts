import type { Failure } from "../failures/failure.js";
import { rejectUnknown } from "../text/expected.js";
import { type Cadence, expectedFinish } from "../timing/cadence.js";
import { callable, date, seconds, signal, wrong } from "./checks.js";
import { DEFAULTS } from "./defaults.js";
import { type StatusSource, statusSource } from "./source.js";

/**
 * The options of a wait. Times are in **seconds**, with the names of the AWS SDK's waiters. `undefined` means the default.
 */
export interface RegistrationWaiterConfig {
  /** The source of the status: an SDK client, `createFleetWiseClient()`, or your own function. */
  readonly client: StatusSource;
  /**
   * Hard deadline in seconds, also for a request that hangs. Above 0; `Infinity` never times out. One last poll is sent shortly
   * before the deadline.
   *
   * @default 900
   */
  readonly maxWaitTime?: number | undefined;
  /**
   * Minimum number of seconds between two polls, and before a failed poll is retried. Above 0, at most `maxDelay`. Only the poll at
   * the end of `consistencyGrace` and the last poll before the deadline may come sooner.
   *
   * @default 1, or `maxDelay` if that is less
   */
  readonly minDelay?: number | undefined;
  /**
   * Maximum number of seconds between two polls while pending; a throttled poll may wait longer. Above 0, at least `minDelay`. Set
   * it to the value of `minDelay` for a fixed interval.
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
   * Start time of the registration that you are waiting for: `lastModificationTime` of RegisterAccount's response. An older result
   * belongs to another registration. It is ignored for `consistencyGrace`, and then ends the wait with `RESULT_OUTDATED`.
   *
   * @default undefined: every result counts
   */
  readonly since?: Date | undefined;
  /**
   * Grace period in seconds, in which "not found" and a result older than `since` mean "not visible yet". 0 for no grace period.
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

const KNOWN: { readonly [Name in keyof RegistrationWaiterConfig]-?: true } = {
  client: true,
  maxWaitTime: true,
  minDelay: true,
  maxDelay: true,
  cadence: true,
  requestTimeout: true,
  abortSignal: true,
  since: true,
  consistencyGrace: true,
  random: true,
};

/** The names of a wait's options. */
export const WAITER_OPTIONS: readonly string[] = Object.keys(KNOWN);

/** Failures to retry although they are fatal elsewhere, at a fixed pace. Never covers a request that may have been carried out. */
export interface Patience {
  readonly delayMs: number;
  covers(failure: Failure, elapsedMs: number): boolean;
}

/** The validated options of a wait, with the defaults. Times are in milliseconds. */
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
  readonly patience?: Patience | undefined;
}

/**
 * Validates a config and sets the defaults.
 *
 * @throws TypeError or RangeError that names the option, what was expected, and its value.
 */
export function resolveWaiterConfig(
  config: RegistrationWaiterConfig,
  known: readonly string[] = WAITER_OPTIONS,
): WaitOptions {
  if (typeof config !== "object" || config === null)
    throw wrong(TypeError, "config", "an object with a `client`", config);
  rejectUnknown("an option", config, known);
  const minDelay = seconds("minDelay", config.minDelay);
  const maxDelay = seconds("maxDelay", config.maxDelay);
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay) {
    throw wrong(RangeError, "minDelay", `at most \`maxDelay\` (${maxDelay})`, minDelay);
  }
  return Object.freeze({
    client: statusSource(config.client),
    maxWaitMs:
      1000 * (seconds("maxWaitTime", config.maxWaitTime, { orInfinity: true }) ?? DEFAULTS.maxWaitTime),
    minDelayMs: 1000 * (minDelay ?? Math.min(DEFAULTS.minDelay, maxDelay ?? DEFAULTS.minDelay)),
    maxDelayMs: 1000 * (maxDelay ?? Math.max(DEFAULTS.maxDelay, minDelay ?? DEFAULTS.maxDelay)),
    cadence: callable("cadence", config.cadence) ?? expectedFinish(),
    requestTimeoutMs: 1000 * (seconds("requestTimeout", config.requestTimeout) ?? DEFAULTS.requestTimeout),
    abortSignal: signal("abortSignal", config.abortSignal),
    since: date("since", config.since),
    consistencyGraceMs:
      1000 *
      (seconds("consistencyGrace", config.consistencyGrace, { orZero: true }) ?? DEFAULTS.consistencyGrace),
    random: callable("random", config.random) ?? Math.random,
  });
}
