import { RegistrationStatus } from "../registration/status.js";
import { type State, sdkTask } from "./definition.js";
import { jsonata, NOW, REACHED } from "./expressions.js";
import { caught, NOT_FOUND, RETRY_READ } from "./failures.js";
import type { AccountOptions } from "./options.js";
import { type Credentials, requestTimeout } from "./task.js";

/** The longest that the service's times are trusted to lie behind the clock of Step Functions, in milliseconds. */
const OLDEST_BEGIN = 15 * 60_000;

/** Reads the status, and judges it: what is known afterwards is `$progress`, with its `verdict`. */
export function read(options: AccountOptions, credentials: Credentials): State {
  return {
    Type: "Task",
    Resource: sdkTask("getRegisterAccountStatus"),
    Arguments: {},
    ...credentials,
    TimeoutSeconds: requestTimeout(options),
    Retry: RETRY_READ,
    Assign: { progress: jsonata(answered(options)) },
    Catch: [
      { ErrorEquals: [NOT_FOUND], Assign: { progress: jsonata(notFound(options)) }, Next: "Judge" },
      { ErrorEquals: ["States.ALL"], Assign: { progress: jsonata(failed) }, Next: "Judge" },
    ],
    Next: "Judge",
  };
}

/** As `verdictOf` judges: `accountStatus` alone decides, and a verdict from before RegisterAccount is not believed for a while. */
function answered({ consistencyGrace }: AccountOptions): string {
  return `(
    ${REACHED}
    $at := ${NOW};
    $before := $progress;
    $answer := $states.result;
    $status := $type($answer.AccountStatus) = 'string' ? $answer.AccountStatus : null;
    $final := $status in ['${RegistrationStatus.SUCCESS}', '${RegistrationStatus.FAILURE}'];
    $reachedAt := $reached($answer);
    $outdated := $final ? ($before.since = null ? false : $reachedAt = null ? false : $reachedAt < $before.since) : false;
    $outdatedSince := $outdated ? ($before.outdatedSince = null ? $at : $before.outdatedSince) : null;
    $graceEnds := $outdated ? ${graceFrom("$outdatedSince", consistencyGrace)} : null;
    $verdict := $graceEnds != null ? 'pending'
      : $status = null ? 'call-failed'
      : $status = '${RegistrationStatus.SUCCESS}' ? 'registered'
      : $status = '${RegistrationStatus.FAILURE}' ? 'failed'
      : 'pending';
    $age := $reachedAt = null ? -1 : $at - $reachedAt;
    $begins := $age >= 0 and $age <= ${OLDEST_BEGIN} ? $reachedAt : $before.waitingSince;
    $merge([$before, {
      'reads': $before.reads + 1,
      'verdict': $verdict,
      'status': $status,
      'answer': $answer,
      'beganAt': $before.beganAt != null ? $before.beganAt : ($graceEnds = null and $verdict = 'pending') ? $begins : null,
      'outdatedSince': $outdatedSince,
      'lost': $graceEnds = null ? false : $before.lost,
      'notFoundSince': null,
      'graceEnds': $graceEnds,
      'failure': $status != null ? null : {
        'Operation': 'GetRegisterAccountStatus',
        'Error': 'IoTFleetWise.MalformedAnswer',
        'Cause': 'The answer has no AccountStatus.'
      },
      'failures': 0
    }])
  )`;
}

/** "Not found" is believed at once where no registration is known to have begun, and otherwise after a while. */
function notFound({ ensures, consistencyGrace }: AccountOptions): string {
  return `(
    $at := ${NOW};
    $before := $progress;
    $since := $before.notFoundSince = null ? $at : $before.notFoundSince;
    $begun := ${ensures ? "$before.registrations > 0 or $before.answer != null" : "true"};
    $graceEnds := $begun ? ${graceFrom("$since", consistencyGrace)} : null;
    $merge([$before, {
      'reads': $before.reads + 1,
      'verdict': $graceEnds = null ? 'not-registered' : 'pending',
      'status': 'NOT_REGISTERED',
      'notFoundSince': $since,
      'graceEnds': $graceEnds,
      'failure': null,
      'failures': 0
    }])
  )`;
}

/** When "not visible yet" ends that has gone on since then; `null` where it has. */
function graceFrom(since: string, consistencyGrace: number): string {
  const ends = `${since} + ${1000 * consistencyGrace}`;
  return `($at < ${ends} ? ${ends} : null)`;
}

const failed = `(
    ${caught("GetRegisterAccountStatus")}
    $merge([$progress, {
      'reads': $progress.reads + 1,
      'verdict': $kind = 'fatal' ? 'call-failed' : 'pending',
      'failure': $failure,
      'failures': $progress.failures + 1
    }])
  )`;
