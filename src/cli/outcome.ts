import { type AdviceTopic, isRegistrationError, type RegistrationSnapshot } from "../index.js";
import { STATES, type State } from "./exit-codes.js";
import { Interruption } from "./host.js";
import { TargetError } from "./targets/target-error.js";
import { UsageError } from "./usage-error.js";

/** How a command ended for one target. */
export interface Outcome {
  /** The target's name. */
  readonly target: string;
  readonly state: State;
  /** The latest response that showed a registration. */
  readonly snapshot?: RegistrationSnapshot | undefined;
  /** Why it did not end registered. */
  readonly error?: Error | undefined;
  /** Number of RegisterAccount requests that may have been carried out. */
  readonly registrations?: number;
  /** The topic of the advice on an error that is not the library's. */
  readonly topic?: AdviceTopic | undefined;
  /** The flags that select the same targets, for a command to copy. */
  readonly targetFlags?: string;
}

/** Returns the outcome that an error stands for. An unexpected error is rethrown: it is a fault of this program. */
export function outcomeOfError(target: string, error: unknown): Outcome {
  if (isRegistrationError(error)) {
    const { code, lastSnapshot: snapshot, registrations } = error;
    return {
      target,
      state: STATES[code],
      snapshot,
      error,
      registrations: registrations.accepted + registrations.lost,
    };
  }
  if (error instanceof Interruption) return { target, state: error.state, error };
  if (error instanceof TargetError) {
    const state = error.code === "NOT_STARTED" ? "timed-out" : "call-failed";
    return { target, state, error, topic: error.topic };
  }
  // The library's complaints about options: all that it has are the user's.
  if (error instanceof UsageError || error instanceof TypeError || error instanceof RangeError) {
    return { target, state: "wrong-usage", error };
  }
  throw error;
}
