import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { expected, rejectUnknown } from "../text/expected.js";

/** What a cadence can go by. */
export interface CadenceContext {
  /** Calls of the source so far, failed ones included. */
  readonly attempt: number;
  /**
   * Milliseconds since subscription, by a monotonic clock; when ensuring, since the latest call of RegisterAccount, because
   * another wait begins with it.
   */
  readonly elapsedMs: number;
  /**
   * Milliseconds since the registration began: by the first pending answer's own times, where these lie within the last
   * 15 minutes of the local clock; otherwise since subscription.
   */
  readonly ageMs: number;
  /**
   * Milliseconds since a resource was last seen to change its state, by the same clock as `elapsedMs`; `undefined` where none
   * has changed in this wait. The first sight of a resource is no change.
   */
  readonly sinceTransitionMs?: number | undefined;
  /** The latest answer; `undefined` where the account is not registered or nothing has been answered yet. */
  readonly snapshot: RegistrationSnapshot | undefined;
}

/**
 * Seconds until the next read while the registration is pending: any number above 0, before the bounds `minDelay` and
 * `maxDelay` and the jitter of a tenth. One that throws, or returns NaN or a number that is not above 0, ends the wait
 * with a `RangeError`.
 */
export type Cadence = (context: CadenceContext) => number;

/** What {@link expectedFinish} assumes where it is not told, in seconds. */
export const CADENCE_DEFAULTS: Readonly<Record<keyof ExpectedFinishOptions, number>> = Object.freeze({
  interval: 5,
  expected: 300,
});

/** What {@link expectedFinish} assumes. */
export interface ExpectedFinishOptions {
  /** Seconds between reads around the expected finish. Above 0. @default 5 */
  readonly interval?: number | undefined;
  /** Seconds that a registration is expected to take. Above 0. @default 300 */
  readonly expected?: number | undefined;
}

/** The constants of {@link expectedFinish}, which its expression in a state machine has too. */
export const CADENCE_SHAPE: Readonly<Record<"brisk" | "longest" | "near" | "overdue", number>> =
  Object.freeze({
    /** For so many seconds a wait begins with a read every second: some registrations are done at once. */
    brisk: 3,
    /** The longest wait before the finish is near, in intervals. */
    longest: 2.75,
    /** As shares of `expected`: from here the finish is near, from there it is overdue. */
    near: 0.75,
    overdue: 1.5,
  });

/**
 * The default cadence: reads most often around the time at which the registration is expected to finish, and when it moves.
 *
 * With w = seconds waited, s = seconds since a resource last changed its state, e = seconds since the registration began,
 * I = interval and E = expected:
 *
 *     delay = min( w < 3 ? 1 : 2 w,  max(1, s),  I * max( 1, min(2.75, 0.75 E / e), (e / 1.5 E)^(1/4) ) )
 *
 * From 0.75 E to 1.5 E it reads every interval; before, the less often the further away the finish is, but every 2.75
 * intervals at least, and after, less often by the fourth root of the time. A registration that is done at once is noticed at once all
 * the same, because no wait is longer than twice the time already waited, and so is the end that follows soon after a part of
 * it: no wait is longer than nothing has moved.
 *
 * For a known law of finishing, the optimal spacing (mean delay against number of reads) goes with the square root of the
 * share that is still out over the density of finishing: J. B. Keller, "Optimum checking schedules for systems subject to
 * random failure", Management Science 21 (1974), https://doi.org/10.1287/mnsc.21.3.256. Here the law is not known. So the
 * constants were chosen for a schedule that stays near the optimum of each of seven laws (a delay of 1.41 times theirs at
 * equal calls, where 1.37 is the least that one schedule can reach), and near a fixed interval where `expected` is wrong
 * threefold or the end is as near at any time: docs/performance.md, `npm run bench frontier`.
 *
 * @throws RangeError where an option is not a positive number of seconds.
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
