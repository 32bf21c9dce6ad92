import { RegistrationStatus } from "../registration/status.js";
import { OLDEST_BEGIN_MS } from "../timing/cadence.js";
import type { AslState } from "./definition.js";
import { jsonata, NOW } from "./expressions.js";
import { caught, NOT_FOUND } from "./failures.js";
import type { AccountOptions } from "./options.js";
import { malformedResponse, REACHED, RESULTS } from "./response.js";
import { type Credentials, request } from "./task.js";

/**
 * Returns the state that polls, and judges the response as `judge()` of the library does: `$progress.latest` is then `believed`,
 * `settling` or, without a valid response, `failed`. `$progress.state` is the latest state that a response has shown, or
 * `outdated`.
 */
export function read(options: AccountOptions, credentials: Credentials): AslState {
  return {
    ...request("GetRegisterAccountStatus", {}, options, credentials),
    Assign: { progress: jsonata(responded(options)) },
    Catch: [
      { ErrorEquals: [NOT_FOUND], Assign: { progress: jsonata(notFound(options)) }, Next: "Judge" },
      { ErrorEquals: ["States.ALL"], Assign: { progress: jsonata(failed()) }, Next: "Judge" },
    ],
    Next: "Judge",
  };
}

/**
 * Returns the account's state after a response. A former result is ignored for the grace period. It is older than
 * RegisterAccount, or has no times and is unchanged since then. So is a response that is older than an earlier one.
 */
function responded({ consistencyGrace }: AccountOptions): string {
  return `(
    ${REACHED}
    ${malformedResponse("GetRegisterAccountStatus")}
    $at := ${NOW};
    $before := $progress;
    $answer := $states.result;
    $status := $answer.AccountStatus;
    $final := $status in ${RESULTS};
    $reachedAt := $malformed = null ? $reached($answer) : null;
    $outdated := $final ? ($before.since = null ? false : $reachedAt = null ? false : $reachedAt < $before.since) : false;
    $older := ${OLDER};
    $unchanged := $final ? ($reachedAt = null ? $before.former = $status : false) : false;
    $outdatedSince := $outdated or $unchanged or $older ? ($before.outdatedSince = null ? $at : $before.outdatedSince) : null;
    $graceEnds := $outdatedSince = null ? null : ${graceFrom("$outdatedSince", consistencyGrace)};
    $isFormer := $outdatedSince = null ? false : $graceEnds != null or $outdated or $before.unconfirmed != null;
    $created := $ms($answer.CreationTime);
    $age := $reachedAt = null ? -1 : $at - $max([$reachedAt, $created = null ? $reachedAt : $created]);
    $begins := $age >= 0 and $age <= ${OLDEST_BEGIN_MS} ? $at - $age : $before.waitingSince;
    $seen := {
      'requests': $before.requests + 1,
      'answered': true,
      'latest': $graceEnds = null ? 'believed' : 'settling',
      'state': $older and $isFormer ? $before.state
        : $outdated ? 'outdated'
        : $status = '${RegistrationStatus.SUCCESS}' ? 'registered'
        : $status = '${RegistrationStatus.FAILURE}' ? 'failed'
        : 'pending',
      'answer': $older and $isFormer ? $before.answer : $answer,
      'begun': true,
      'notFoundSince': null,
      'graceEnds': $graceEnds,
      'failure': $before.retryAt = null ? null : $before.failure,
      'failures': 0
    };
    $merge([$before, $malformed != null ? {
      'requests': $before.requests + 1,
      'latest': 'failed',
      'failure': $malformed
    } : $isFormer ? $merge([$seen, {'outdatedSince': $outdatedSince}]) : $merge([$seen, {
      'beganAt': $before.beganAt != null ? $before.beganAt : $final ? null : $begins,
      'unconfirmed': null,
      'former': null,
      'outdatedSince': null
    }, $answer.AccountStatus = '${RegistrationStatus.FAILURE}' ? {} : {'retryAt': null, 'paused': false, 'failure': null}])])
  )`;
}

/** Whether a response is older than the latest one, as the library's `isOlder()` returns it. */
const OLDER = `(
      $started := $ms($answer.CreationTime);
      $lastStarted := $ms($before.answer.CreationTime);
      $lastReachedAt := $reached($before.answer);
      $started = null or $lastStarted = null ? false
        : $started != $lastStarted ? $started < $lastStarted
        : $final or $reachedAt = null or $lastReachedAt = null ? false
        : $before.answer.AccountStatus in ${RESULTS} and $reachedAt < $lastReachedAt
    )`;

/** "Not found" is believed immediately if no registration is known to have started, otherwise after the grace period. */
function notFound({ ensures, consistencyGrace }: AccountOptions): string {
  return `(
    $at := ${NOW};
    $before := $progress;
    $since := $before.notFoundSince = null ? $at : $before.notFoundSince;
    $begun := ${ensures ? "$before.begun" : "true"};
    $graceEnds := $begun ? ${graceFrom("$since", consistencyGrace)} : null;
    $merge([$before, {
      'requests': $before.requests + 1,
      'answered': true,
      'latest': $graceEnds = null ? 'believed' : 'settling',
      'state': 'not-registered',
      'notFoundSince': $since,
      'graceEnds': $graceEnds,
      'failure': $before.retryAt = null ? null : $before.failure,
      'failures': 0
    }])
  )`;
}

/** Returns an expression of the end of a grace period: `null` if it is over. */
function graceFrom(since: string, consistencyGrace: number): string {
  const ends = `${since} + ${1000 * consistencyGrace}`;
  return `($at < ${ends} ? ${ends} : null)`;
}

const failed = () => `(
    ${caught("GetRegisterAccountStatus")}
    $merge([$progress, {
      'requests': $progress.requests + 1,
      'latest': 'failed',
      'failure': $failure,
      'failures': $progress.failures + 1
    }])
  )`;
