import type { AslState } from "./definition.js";
import { type Ending, endings } from "./endings.js";
import { NOW } from "./expressions.js";
import { judge } from "./judge.js";
import type { AccountOptions } from "./options.js";
import { read } from "./read.js";
import { pause, register, UNSEEN } from "./register.js";
import type { Credentials } from "./task.js";
import { wait } from "./wait.js";

/** The parts in which the state machines for one account and for many accounts differ. */
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
    ...Object.fromEntries(Object.entries(endings(options)).map(([state, ending]) => [state, ended(ending)])),
  };
}

/**
 * Expression of an account's state before the first poll. Times are epoch milliseconds; times from the service are by its own
 * clock.
 */
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
    ${UNSEEN},
    'failure': null,
    'failures': 0
  }`;
