import type { State } from "./definition.js";
import { NOW } from "./expressions.js";
import { judge } from "./judge.js";
import type { AccountOptions } from "./options.js";
import { read } from "./read.js";
import { pause, register } from "./register.js";
import { callFailed, notRegistered, registrationFailed, timedOut } from "./sentences.js";
import type { Credentials } from "./task.js";
import { wait } from "./wait.js";

/** How a registration that did not come about ends: its code, as the library's errors have it, and its outcome for a list. */
export interface Ending {
  readonly error: "REGISTRATION_FAILED" | "NOT_REGISTERED" | "REGISTRATION_TIMEOUT" | "SERVICE_CALL_FAILED";
  readonly outcome: "failed" | "not-registered" | "timed-out" | "call-failed";
  /** An expression that gives a sentence. */
  readonly cause: string;
}

/** What differs between an account's own state machine and its part in that of many accounts. */
export interface Frame {
  readonly begin: State;
  readonly credentials: Credentials;
  readonly registered: State;
  ended(ending: Ending): State;
}

/** The states of one account, from Begin: three transitions a read. */
export function accountStates(options: AccountOptions, frame: Frame): Readonly<Record<string, State>> {
  const { begin, credentials, registered, ended } = frame;
  return {
    Begin: begin,
    Read: read(options, credentials),
    Judge: judge(options),
    Wait: wait(options),
    ...(options.ensures && { Register: register(options, credentials), Pause: pause() }),
    Registered: registered,
    "Registration failed": ended({
      error: "REGISTRATION_FAILED",
      outcome: "failed",
      cause: registrationFailed(options),
    }),
    "Not registered": ended({
      error: "NOT_REGISTERED",
      outcome: "not-registered",
      cause: notRegistered(options),
    }),
    "Timed out": ended({ error: "REGISTRATION_TIMEOUT", outcome: "timed-out", cause: timedOut(options) }),
    "Call failed": ended({ error: "SERVICE_CALL_FAILED", outcome: "call-failed", cause: callFailed }),
  };
}

/** What is known before the first read: an expression. Times are epoch milliseconds; those of the service, by its own clock. */
export const START: string = `{
    'startedAt': ${NOW},
    'waitingSince': ${NOW},
    'reads': 0,
    'registrations': 0,
    'lost': false,
    'since': null,
    'verdict': 'pending',
    'status': null,
    'answer': null,
    'beganAt': null,
    'outdatedSince': null,
    'notFoundSince': null,
    'graceEnds': null,
    'failure': null,
    'failures': 0
  }`;
