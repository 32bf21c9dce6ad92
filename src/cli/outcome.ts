import { type AdviceTopic, isRegistrationError, type RegistrationSnapshot } from "../index.js";
import { TargetError, UsageError } from "./errors.js";
import { STATES, type State } from "./exit-codes.js";
import { Interruption } from "./host.js";

/** The end of a command for one target. */
export interface Outcome {
  /** The target's name. */
  readonly target: string;
  readonly state: State;
  /** The latest response that showed a registration. */
  readonly snapshot?: RegistrationSnapshot | undefined;
  /** Why the target did not end registered. */
  readonly error?: Error | undefined;
  /** Number of RegisterAccount requests that may have been carried out. */
  readonly registrations?: number;
  /** The topic of the advice on an error that is not the library's. */
  readonly topic?: AdviceTopic | undefined;
  /** The flags that select the same targets, for a command to copy. */
  readonly targetFlags?: string;
}

/** Returns the outcome of an error. Rethrows an unexpected error: it is a bug. */
export function outcomeOfError(target: string, error: unknown): Outcome {
  if (isRegistrationError(error)) {
    const { code, lastSnapshot: snapshot } = error;
    const registrations = error.registrations.accepted + error.registrations.lost;
    return { target, state: STATES[code], snapshot, error, registrations };
  }
  if (error instanceof Interruption) return { target, state: error.state, error };
  if (error instanceof TargetError) {
    const state = error.code === "NOT_STARTED" ? "timed-out" : "call-failed";
    return { target, state, error, topic: error.topic };
  }
  if (isUsageError(error)) return { target, state: "wrong-usage", error };
  throw error;
}

/** Returns whether an error is the user's. The library throws TypeError and RangeError for options, which are the user's. */
export function isUsageError(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof TypeError || error instanceof RangeError;
}
