import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { onlyAccountPending } from "../registration/verdict.js";
import { expected, refuseUnknown } from "../text/expected.js";

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

/**
 * The default cadence: reads most often around the time at which the registration is expected to finish.
 *
 * With w = seconds waited, e = seconds since the registration began, I = interval and E = expected:
 *
 *     delay = min( max(1, 2 w), I * max( 1, sqrt(E / e), sqrt(e / (2 E)) ) )
 *
 * A wait is never longer than twice the time already waited, so a registration that is done at once is noticed at once.
 * The square root is the optimal spacing of inspections for a known law of failure (mean delay against number of
 * inspections): J. B. Keller, "Optimum checking schedules for systems subject to random failure", Management Science
 * 21 (1974), https://doi.org/10.1287/mnsc.21.3.256. Once every part is registered and only the account's verdict is
 * out, it reads every `interval` seconds or sooner.
 *
 * @throws RangeError where an option is not a positive number of seconds.
 */
export function expectedFinish(options: ExpectedFinishOptions = {}): Cadence {
  refuseUnknown("an option", options, Object.keys(CADENCE_DEFAULTS));
  const interval = positive("interval", options.interval ?? CADENCE_DEFAULTS.interval);
  const finish = positive("expected", options.expected ?? CADENCE_DEFAULTS.expected);
  return ({ elapsedMs, ageMs, snapshot }) => {
    const [waited, age] = [elapsedMs / 1000, Math.max(0, ageMs) / 1000];
    const stretch =
      snapshot && onlyAccountPending(snapshot)
        ? 1
        : Math.max(1, Math.sqrt(finish / age), Math.sqrt(age / (2 * finish)));
    return Math.min(Math.max(1, 2 * waited), interval * stretch);
  };
}

function positive(name: string, seconds: number): number {
  if (typeof seconds !== "number" || !(seconds > 0) || seconds === Number.POSITIVE_INFINITY) {
    throw new RangeError(expected(`\`${name}\``, "a positive number of seconds", seconds));
  }
  return seconds;
}
