import { REGISTER_PAUSE_MS } from "../timing/backoff.js";
import type { AslObject, AslState } from "./definition.js";
import { jsonata, NOW } from "./expressions.js";
import { caught } from "./failures.js";
import type { AccountOptions } from "./options.js";
import { malformedResponse, REACHED, RESULTS } from "./response.js";
import { type Credentials, request } from "./task.js";
import { delay } from "./wait.js";

/**
 * Returns the state that calls RegisterAccount. Another wait follows, with its own grace period and its own start of the cadence.
 * After {@link pause} and a poll, a request that was throttled or not sent is repeated.
 */
export function register(options: AccountOptions, credentials: Credentials): AslState {
  return {
    ...request("RegisterAccount", registerArguments(options.registration), options, credentials),
    Assign: { progress: jsonata(accepted()) },
    Catch: [{ ErrorEquals: ["States.ALL"], Assign: { progress: jsonata(rejected(options)) }, Next: "Judge" }],
    Next: "Judge",
  };
}

/**
 * `$afterResult`, a millisecond after the last known result, and `$later(a, b)`. By the service's clock, every registration that
 * starts after a result is newer than it.
 */
const AFTER_RESULT = `
  ${REACHED}
  $before := $progress;
  $last := $before.answer.AccountStatus in ${RESULTS} ? $reached($before.answer) : null;
  $afterResult := $last = null ? null : $last + 1;
  $later := function($a, $b) { $a = null ? $b : $b = null ? $a : $max([$a, $b]) };`;

/** Members of the state of a wait before the first response, and again after RegisterAccount. */
export const UNSEEN =
  "'retryAt': null, 'paused': false, 'beganAt': null, 'outdatedSince': null, 'notFoundSince': null, 'graceEnds': null";

/** Returns the state of a wait for a registration that this execution may have started. */
function awaited(since: string, unconfirmed: string): string {
  return `{
    'requests': $before.requests + 1,
    'since': ${since},
    'begun': true,
    'unconfirmed': ${unconfirmed},
    'former': $before.answer = null ? null : $before.answer.AccountStatus,
    'waitingSince': ${NOW},
    ${UNSEEN}
  }`;
}

const accepted = () => `(
    ${AFTER_RESULT}
    ${malformedResponse("RegisterAccount")}
    $merge([$before, $malformed != null ? {
      'requests': $before.requests + 1,
      'lost': $before.lost + 1,
      'latest': 'failed',
      'failure': $malformed,
      'retryAt': null,
      'paused': false
    } : $merge([${awaited("$later($reached($states.result), $afterResult)", "null")}, {
      'accepted': $before.accepted + 1,
      'latest': 'accepted',
      'failure': null,
      'failures': 0
    }])])
  )`;

/**
 * Returns the account's state after a failed request. A request whose response was lost may have been carried out: it counts, and
 * polls look for its registration before another request. After a conflict, polls also look for a registration, because one may
 * be in progress. A request that was throttled or not sent has not been carried out.
 */
function rejected(options: AccountOptions): string {
  return `(
    ${AFTER_RESULT}
    ${caught("RegisterAccount")}
    $merge([$before, {'requests': $before.requests + 1, 'paused': false},
      $kind = 'conflict' or ($kind = 'transient' and $failure.Sent) ? ${awaited("$later($before.since, $afterResult)", "$failure")}
        : {'retryAt': $kind = 'fatal' ? null : ${NOW} + 1000 * ${delay(options, "($before.rejected + 1)")}},
      {
        'lost': $before.lost + ($failure.Sent ? 1 : 0),
        'rejected': $before.rejected + ($failure.Sent ? 0 : 1),
        'latest': 'failed',
        'failure': $failure,
        'failures': $before.failures + 1
      }
    ])
  )`;
}

/**
 * Waits before RegisterAccount: until the retry of a request that was not carried out is due, or about 5 s after the first
 * registration that failed, then twice as long each time, at most a minute. A poll follows, because someone else may have
 * registered the account meanwhile.
 */
export function pause(): AslState {
  return {
    Type: "Wait",
    Seconds: jsonata(`(
      $at := ${NOW};
      $progress.retryAt = null ? $ceil(${PAUSE} * (0.9 + 0.2 * $random())) : $max([0, $ceil(($progress.retryAt - $at) / 1000)])
    )`),
    Assign: { progress: jsonata("$merge([$progress, {'paused': true}])") },
    Next: "Read",
  };
}

/** Number of RegisterAccount requests that may have been carried out, as an expression. */
export const MADE = "($progress.accepted + $progress.lost)";

/** Seconds between a registration that failed and the next RegisterAccount, as an expression. */
export const PAUSE: string = `$min([${REGISTER_PAUSE_MS.longest / 1000}, ${REGISTER_PAUSE_MS.first / 1000} * $power(2, ${MADE} - 1)])`;

/** Returns the input of RegisterAccount as Step Functions spells its members. */
function registerArguments(registration: AccountOptions["registration"]): AslObject {
  const { timestreamResources, iamResources } = registration ?? {};
  return {
    ...(timestreamResources && {
      TimestreamResources: {
        TimestreamDatabaseName: timestreamResources.timestreamDatabaseName,
        TimestreamTableName: timestreamResources.timestreamTableName,
      },
    }),
    ...(iamResources && { IamResources: { RoleArn: iamResources.roleArn } }),
  };
}
