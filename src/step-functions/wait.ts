import { LONGEST_BACKOFF_MS } from "../timing/backoff.js";
import { CADENCE_SHAPE, lastPollMs } from "../timing/cadence.js";
import type { AslState } from "./definition.js";
import { jsonata, NOW } from "./expressions.js";
import type { AccountOptions } from "./options.js";

/**
 * Returns the state that waits for the next poll: by the cadence, but no longer than to the end of a grace period, and to the
 * last poll shortly before the deadline; at least one second.
 */
export function wait(options: AccountOptions): AslState {
  const seconds = `(
    $at := ${NOW};
    $seconds := ${delay(options, "$progress.failures")};
    $until := function($time) { $time = null ? $seconds : $time <= $at ? $seconds : $ceil(($time - $at) / 1000) };
    $max([1, $min([$seconds, $until($progress.graceEnds), $until(${lastPollAt(options)})])])
  )`;
  return { Type: "Wait", Seconds: jsonata(seconds), Next: "Read" };
}

/**
 * Returns an expression of the seconds until the next request: by the cadence within its bounds, with a tenth of jitter, plus a
 * backoff with full jitter if requests failed. Step Functions waits for whole seconds, so a fraction is rounded at random.
 *
 * @param failures - Expression of the number of requests that have failed in a row.
 */
export function delay(options: AccountOptions, failures: string): string {
  const { minDelay, maxDelay } = options;
  return `(
    $current := ${NOW};
    $waited := ($current - $progress.waitingSince) / 1000;
    $age := ($current - ($progress.beganAt = null ? $progress.waitingSince : $progress.beganAt)) / 1000;
    $delay := $min([${maxDelay}, $max([${minDelay}, ${cadenceExpression(options)}])]);
    $low := $max([${minDelay}, 0.9 * $delay]);
    $high := $delay <= ${minDelay} ? ${minDelay} : $min([${maxDelay}, 1.1 * $delay]);
    $backoff := ${failures} = 0 ? 0 : $random() * $min([${LONGEST_BACKOFF_MS / 1000}, $power(2, $min([${failures}, 10]) - 1)]);
    $max([1, $floor($low + $random() * ($high - $low) + $backoff + $random())])
  )`;
}

/**
 * Returns {@link expectedFinish} as an expression: the seconds until the next poll, from `$waited` and `$age`, the seconds since
 * the start of the wait and of the registration. A test compares the two at many points.
 *
 * A transition does not bring the next polls forward, because that would cost more transitions than it saves.
 */
export function cadenceExpression({
  interval,
  expected,
}: Pick<AccountOptions, "interval" | "expected">): string {
  const { brisk, longest, near, overdue } = CADENCE_SHAPE;
  const age = `($max([$age, 0.000000001]) / ${expected})`;
  return `$min([
    $waited < ${brisk} ? 1 : 2 * $waited,
    ${interval} * $max([1, $min([${longest}, ${near} / ${age}]), $power(${age} / ${overdue}, 0.25)])
  ])`;
}

/** Returns an expression of the time of the last poll, in epoch milliseconds. */
export function lastPollAt({ maxWaitTime }: AccountOptions): string {
  return `($progress.startedAt + ${lastPollMs(1000 * maxWaitTime)})`;
}
