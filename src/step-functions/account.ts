import type { RegistrationErrorCode } from "../errors.js";
import type { AslState } from "./definition.js";
import { NOW } from "./expressions.js";
import { differs, judge, mayLoseTimestream } from "./judge.js";
import type { AccountOptions } from "./options.js";
import { read } from "./read.js";
import { pause, register } from "./register.js";
import {
  failedWith,
  notRegistered,
  registerNotAccepted,
  registerUnknown,
  requestFailed,
  resourcesDiffer,
  resultOutdated,
  statusUnreadable,
  timedOut,
} from "./sentences.js";
import type { Credentials } from "./task.js";
import { wait } from "./wait.js";

/** The end of an account that is not registered: the code of the library's error, and the outcome in a list. */
export interface Ending {
  readonly error: RegistrationErrorCode;
  readonly outcome:
    | "failed"
    | "refused"
    | "different"
    | "not-registered"
    | "outdated"
    | "timed-out"
    | "call-failed";
  /** Expression of the error's message. */
  readonly cause: string;
}

/** The parts that differ between the state machine of one account and that of many. */
export interface Frame {
  readonly begin: AslState;
  readonly credentials: Credentials;
  readonly registered: AslState;
  ended(ending: Ending): AslState;
}

/** Returns the states of one account. A poll takes three transitions. */
export function accountStates(options: AccountOptions, frame: Frame): Readonly<Record<string, AslState>> {
  const { begin, credentials, registered, ended } = frame;
  return {
    Begin: begin,
    Read: read(options, credentials),
    Judge: judge(options),
    Wait: wait(options),
    ...(options.ensures && { Register: register(options, credentials), Pause: pause() }),
    Registered: registered,
    ...Object.fromEntries(
      Object.entries(endings(options)).map(([state, [error, outcome, cause]]) => [
        state,
        ended({ error, outcome, cause }),
      ]),
    ),
  };
}

type EndingOf = readonly [Ending["error"], Ending["outcome"], Ending["cause"]];

/** Returns the final states of an account that is not registered. Some are possible only when ensuring. */
function endings(options: AccountOptions): Readonly<Record<string, EndingOf>> {
  const { ensures } = options;
  return {
    "Registration failed": ["REGISTRATION_FAILED", "failed", failedWith("REGISTRATION_FAILED")],
    ...(mayLoseTimestream(options) && {
      "Timestream at risk": ["TIMESTREAM_AT_RISK", "refused", failedWith("TIMESTREAM_AT_RISK")],
    }),
    ...(differs(options) !== undefined && {
      "Resources differ": ["RESOURCES_DIFFER", "different", resourcesDiffer(options)],
    }),
    "Not registered": ["NOT_REGISTERED", "not-registered", notRegistered()],
    ...(ensures && {
      "Result outdated": ["RESULT_OUTDATED", "outdated", resultOutdated()],
      "Register not accepted": ["REGISTER_NOT_ACCEPTED", "call-failed", registerNotAccepted()],
      "Register unknown": ["REGISTER_UNKNOWN", "call-failed", registerUnknown()],
    }),
    "Timed out": ["REGISTRATION_TIMEOUT", "timed-out", timedOut()],
    "Request failed": ["SERVICE_CALL_FAILED", "call-failed", requestFailed()],
    "Status unreadable": ["STATUS_UNREADABLE", "call-failed", statusUnreadable()],
  };
}

/** Expression of an account's state before the first poll. Times are epoch milliseconds, the service's by its own clock. */
export const START: string = `{
    'startedAt': ${NOW},
    'waitingSince': ${NOW},
    'requests': 0,
    'accepted': 0,
    'lost': 0,
    'rejected': 0,
    'answered': false,
    'latest': 'none',
    'state': 'not-registered',
    'answer': null,
    'since': null,
    'begun': false,
    'former': null,
    'unconfirmed': null,
    'retryAt': null,
    'beganAt': null,
    'outdatedSince': null,
    'notFoundSince': null,
    'graceEnds': null,
    'failure': null,
    'failures': 0
  }`;
