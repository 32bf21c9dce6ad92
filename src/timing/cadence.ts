import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { expected, rejectUnknown } from "../text/expected.js";

/** Input of a cadence. */
export interface CadenceContext {
  /** Number of requests so far, including failed ones. */
  readonly attempt: number;
  /**
   * Milliseconds since subscription, by a monotonic clock; when ensuring, since the latest RegisterAccount was accepted, lost its
   * response or met a conflict, because the cadence then starts again.
   */
  readonly elapsedMs: number;
  /**
   * Milliseconds since the registration started, by the times in the first pending response if these are within the last
   * 15 minutes of the local clock; otherwise the same as `elapsedMs`.
   */
  readonly ageMs: number;
  /**
   * Milliseconds since the status of a resource was last seen to change, by the same clock as `elapsedMs`; `undefined` if none
   * has changed since `elapsedMs` was 0. The first status of a resource is not a change.
   */
  readonly sinceTransitionMs?: number | undefined;
  /** The latest response; `undefined` if the account is not registered or before the first response. */
  readonly snapshot: RegistrationSnapshot | undefined;
}

/**
 * Returns the seconds until the next poll while the registration is pending: any number above 0. The bounds `minDelay` and
 * `maxDelay` and a jitter of 10% are applied afterwards. A cadence that throws or returns anything else ends the
 * wait with a `RangeError`.
 */
export type Cadence = (context: CadenceContext) => number;

/** Greatest believable age of a registration by the caller's clock, in milliseconds. */
export const OLDEST_BEGIN_MS: number = 15 * 60_000;

/** Returns the time of the last poll, shortly before the deadline, in milliseconds since the start of the wait. */
export function lastPollMs(maxWaitMs: number): number {
  return maxWaitMs - Math.min(1000, maxWaitMs / 10);
}

/** The default options of {@link expectedFinish}, in seconds. */
export const CADENCE_DEFAULTS: Readonly<Record<keyof ExpectedFinishOptions, number>> = Object.freeze({
  interval: 5,
  expected: 300,
});

/** Options of {@link expectedFinish}. */
export interface ExpectedFinishOptions {
  /** Seconds between polls around the expected finish; above 0. @default 5 */
  readonly interval?: number | undefined;
  /** Expected duration of a registration in seconds; above 0. @default 300 */
  readonly expected?: number | undefined;
}

/** Constants of {@link expectedFinish}, shared with its JSONata form in the state machine. */
export const CADENCE_SHAPE: Readonly<Record<"brisk" | "longest" | "near" | "overdue", number>> =
  Object.freeze({
    /** Seconds of polling every second at the start of a wait, because some registrations finish immediately. */
    brisk: 3,
    /** Longest delay before the finish is near, in intervals. */
    longest: 2.75,
    /** Fractions of `expected` from which the finish is near and from which it is overdue. */
    near: 0.75,
    overdue: 1.5,
  });

/**
 * Returns the default cadence, which polls most often around the expected finish and after a resource has changed.
 *
 * With w = seconds waited, s = seconds since a resource last changed, e = seconds since the registration started,
 * I = interval and E = expected:
 *
 *     delay = min( w < 3 ? 1 : 2 w,  max(1, s),  I * max( 1, min(2.75, 0.75 E / e), (e / (1.5 E))^(1/4) ) )
 *
 * From 0.75 E to 1.5 E it polls every interval. Before, it polls less often the further away the finish is, but at least
 * every 2.75 intervals; after, the delay grows with the fourth root of the time. After the first second, no delay is longer
 * than twice the time already waited, so that an early finish is noticed soon. None is longer than the time since the last
 * change of a resource (at least 1 s), so that a finish soon after such a change is noticed soon.
 *
 * If the distribution of finishing times is known, the optimal spacing (mean delay against number of polls) is proportional to
 * the square root of the fraction still pending over the density of finishing: J. B. Keller, "Optimum checking schedules for
 * systems subject to random failure", Management Science 21 (1974), https://doi.org/10.1287/mnsc.21.3.256. Here the distribution
 * is unknown. The constants therefore give a schedule that is near the optimum for each of seven distributions (1.41 times their
 * delay with the same number of requests; a search for the best single schedule reached 1.37), and near a fixed interval if
 * `expected` is wrong by a factor of three or the finish is equally likely at any time: docs/performance.md,
 * `npm run lab -- bench frontier`.
 *
 * @throws TypeError if an option is unknown, RangeError if one is not a positive finite number of seconds.
 */
export function expectedFinish(options: ExpectedFinishOptions = {}): Cadence {
  if (typeof options !== "object" || options === null)
    throw new TypeError(expected("the cadence's options", "an object", options));
  rejectUnknown("an option", options, Object.keys(CADENCE_DEFAULTS));
  const { interval: often = CADENCE_DEFAULTS.interval, expected: long = CADENCE_DEFAULTS.expected } = options;
  const interval = positive("interval", often);
  const finish = positive("expected", long);
  const { brisk, longest, near, overdue } = CADENCE_SHAPE;
  return ({ elapsedMs, ageMs, sinceTransitionMs = Number.POSITIVE_INFINITY }) => {
    const waited = elapsedMs / 1000;
    const age = Math.max(0, ageMs) / 1000 / finish;
    return Math.min(
      waited < brisk ? 1 : 2 * waited,
      Math.max(1, sinceTransitionMs / 1000),
      interval * Math.max(1, Math.min(longest, near / age), (age / overdue) ** 0.25),
    );
  };
}

function positive(name: string, seconds: number): number {
  if (typeof seconds !== "number" || !(seconds > 0) || seconds === Number.POSITIVE_INFINITY) {
    throw new RangeError(expected(`\`${name}\``, "a positive number of seconds", seconds));
  }
  return seconds;
}
