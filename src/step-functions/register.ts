import { type State, sdkTask } from "./definition.js";
import { jsonata, NOW, REACHED } from "./expressions.js";
import { caught, IN_PROGRESS, RETRY_REGISTER } from "./failures.js";
import type { AccountOptions } from "./options.js";
import { type Credentials, requestTimeout } from "./task.js";

/** Calls RegisterAccount. What follows is another wait, with a grace and a start of the cadence of its own. */
export function register(options: AccountOptions, credentials: Credentials): State {
  return {
    Type: "Task",
    Resource: sdkTask("registerAccount"),
    Arguments: registerArguments(options.registration),
    ...credentials,
    TimeoutSeconds: requestTimeout(options),
    Retry: RETRY_REGISTER,
    Assign: { progress: jsonata(registered("$reached($states.result)")) },
    Catch: [
      // Somebody else's registration, newer than the verdict that was seen.
      {
        ErrorEquals: [IN_PROGRESS],
        Assign: { progress: jsonata(registered(JUST_AFTER)) },
        Next: "Read",
      },
      { ErrorEquals: ["States.ALL"], Assign: { progress: jsonata(failed) }, Next: "Judge" },
    ],
    Next: "Read",
  };
}

/** By the service's clock, just after the latest verdict. */
const JUST_AFTER =
  "($progress.answer = null ? null : ($last := $reached($progress.answer); $last = null ? null : $last + 1))";

function registered(since: string): string {
  return `(
    ${REACHED}
    $merge([$progress, ${begins("$progress.registrations + 1", since, "false")}, {
      'verdict': 'pending', 'failure': null, 'failures': 0
    }])
  )`;
}

/** What a wait for a registration begins with that was begun by this state machine, perhaps. */
function begins(registrations: string, since: string, lost: string): string {
  return `{
    'registrations': ${registrations},
    'lost': ${lost},
    'since': ${since},
    'waitingSince': ${NOW},
    'beganAt': null,
    'outdatedSince': null,
    'notFoundSince': null,
    'graceEnds': null
  }`;
}

/**
 * A call whose answer was lost may have registered: it counts, and is looked for before another is made. One that was
 * throttled has not run.
 */
const failed = `(
    ${REACHED}
    ${caught("RegisterAccount")}
    $merge([$progress, $kind = 'transient' ? ${begins("$progress.registrations + 1", JUST_AFTER, "true")} : {}, {
      'verdict': $kind = 'fatal' ? 'call-failed' : 'pending',
      'failure': $failure,
      'failures': $progress.failures + 1
    }])
  )`;

/** About 5 s after the first registration that failed, then twice as long each time, a minute at most. */
export function pause(): State {
  return {
    Type: "Wait",
    Seconds: jsonata(`$ceil(${PAUSE} * (0.9 + 0.2 * $random()))`),
    Next: "Register",
  };
}

/** Seconds between a registration that failed and the next. */
export const PAUSE =
  "($progress.registrations = 0 ? 0 : $min([60, 5 * $power(2, $progress.registrations - 1)]))";

/** As Step Functions spells the members of a request. */
function registerArguments(registration: AccountOptions["registration"]): object {
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
