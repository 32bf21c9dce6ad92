import { cadenceExpression } from "./cadence.js";
import type { State } from "./definition.js";
import { jsonata, NOW } from "./expressions.js";
import type { AccountOptions } from "./options.js";

/** The longest backoff of a read that fails, in seconds: the library's. */
const LONGEST_BACKOFF = 20;

/**
 * Waits for the next read: by the cadence within its bounds, a tenth of jitter around it; longer where reads fail, by full jitter
 * on top. Brought forward to the end of a grace, and to one last read shortly before the deadline. Step Functions waits for whole
 * seconds, so a fraction becomes a second as often as it is large.
 */
export function wait(options: AccountOptions): State {
  return { Type: "Wait", Seconds: jsonata(delay(options)), Next: "Read" };
}

function delay(options: AccountOptions): string {
  const { minDelay, maxDelay } = options;
  return `(
    $at := ${NOW};
    $waited := ($at - $progress.waitingSince) / 1000;
    $age := ($at - ($progress.beganAt = null ? $progress.waitingSince : $progress.beganAt)) / 1000;
    $delay := $min([${maxDelay}, $max([${minDelay}, ${cadenceExpression(options)}])]);
    $low := $max([${minDelay}, 0.9 * $delay]);
    $high := $delay <= ${minDelay} ? ${minDelay} : $min([${maxDelay}, 1.1 * $delay]);
    $failures := $progress.failures;
    $backoff := $failures = 0 ? 0 : $random() * $min([${LONGEST_BACKOFF}, $power(2, $min([$failures, 10]) - 1)]);
    $seconds := $floor($low + $random() * ($high - $low) + $backoff + $random());
    $until := function($time) { $time = null ? $seconds : $time <= $at ? $seconds : $ceil(($time - $at) / 1000) };
    $max([1, $min([$seconds, $until($progress.graceEnds), $until(${lastReadAt(options)})])])
  )`;
}

/** When the last read is due, in epoch milliseconds: after it, none follows. */
export function lastReadAt({ maxWaitTime }: AccountOptions): string {
  const ms = 1000 * maxWaitTime;
  return `($progress.startedAt + ${ms - Math.min(1000, ms / 10)})`;
}
