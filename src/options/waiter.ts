import type { Failure } from "../failures/failure.js";
import { refuseUnknown } from "../text/expected.js";
import { type Cadence, expectedFinish } from "../timing/cadence.js";
import { callable, date, seconds, signal, wrong } from "./checks.js";
import { DEFAULTS } from "./defaults.js";
import { type StatusSource, statusSource } from "./source.js";

/**
 * The options of a wait. Times are in **seconds** and named as in the AWS SDK's own waiters. `undefined` is the
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
  readonly patience?: Patience | undefined;
}

/**
 * Checks a config and fills its gaps.
 *
 * @throws TypeError or RangeError that names the option, what was expected and what came.
 */
export function resolveWaiterConfig(
  config: RegistrationWaiterConfig,
  known: readonly string[] = WAITER_OPTIONS,
): WaitOptions {
  if (typeof config !== "object" || config === null)
    throw wrong(TypeError, "config", "an object with a `client`", config);
  refuseUnknown("an option", config, known);
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
