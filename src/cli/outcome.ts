import { isRegistrationError, type RegistrationSnapshot, verdictOf } from "../index.js";
import type { State } from "./exit-codes.js";
import { Interruption } from "./host.js";
import { UsageError } from "./usage-error.js";

/** How a command ended for one target. */
export interface Outcome {
  /** The target's name. */
  readonly target: string;
  readonly state: State;
  /** The last answer that told of a registration. */
  readonly snapshot?: RegistrationSnapshot | undefined;
  /** Why it did not end registered. */
  readonly error?: Error | undefined;
}

/** What an answer means for a command that reads once. */
export function outcomeOfAnswer(target: string, snapshot: RegistrationSnapshot, since?: Date): Outcome {
  return { target, state: verdictOf(snapshot, since), snapshot };
}

/** What an error means. One that is nobody's is thrown on: it is a fault of this program. */
export function outcomeOfError(target: string, error: unknown): Outcome {
  if (isRegistrationError(error)) {
    return { target, state: STATES[error.code], snapshot: error.lastSnapshot, error };
  }
  if (error instanceof Interruption) return { target, state: error.state, error };
  // The library's complaints about options: all that it has are the user's.
  if (error instanceof UsageError || error instanceof TypeError || error instanceof RangeError) {
    return { target, state: "wrong-usage", error };
  }
  throw error;
}

const STATES = {
  REGISTRATION_FAILED: "failed",
  REGISTRATION_TIMEOUT: "timed-out",
  SERVICE_CALL_FAILED: "unreadable",
  NOT_REGISTERED: "not-registered",
} as const;
