import { isRegistrationError, type RegistrationSnapshot, verdictOf } from "../index.js";
import type { State } from "./exit-codes.js";
import { Interruption } from "./host.js";
import { TargetError } from "./targets/target-error.js";
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
  /** When the registration that was asked for began, where the verdict that was found is older. */
  readonly since?: Date | undefined;
}

/** What an answer means for a command that reads once, or that has waited for it. */
export function outcomeOfAnswer(target: string, snapshot: RegistrationSnapshot, since?: Date): Outcome {
  const verdict = verdictOf(snapshot);
  const outdated = verdict !== "pending" && verdictOf(snapshot, since) === "pending";
  return outdated ? { target, state: "outdated", snapshot, since } : { target, state: verdict, snapshot };
}

/**
 * What an error means. One that is nobody's is thrown on: it is a fault of this program.
 *
 * @param answered - Whether any read was answered. Without that, a deadline is not about the registration: it could not be read.
 */
export function outcomeOfError(target: string, error: unknown, answered = true): Outcome {
  if (isRegistrationError(error)) {
    const late = error.code === "REGISTRATION_TIMEOUT" && !answered;
    return { target, state: late ? "unreadable" : STATES[error.code], snapshot: error.lastSnapshot, error };
  }
  if (error instanceof Interruption) return { target, state: error.state, error };
  if (error instanceof TargetError) return { target, state: "unreadable", error };
  // The library's complaints about options: all that it has are the user's.
  if (error instanceof UsageError || error instanceof TypeError || error instanceof RangeError) {
    return { target, state: "wrong-usage", error };
  }
  throw error;
}

const STATES = {
  TIMESTREAM_AT_RISK: "failed",
  RESOURCES_DIFFER: "failed",
  RESULT_OUTDATED: "outdated",
  REGISTER_NOT_ACCEPTED: "unreadable",
  REGISTER_UNKNOWN: "unreadable",
  STATUS_UNREADABLE: "unreadable",
  REGISTRATION_FAILED: "failed",
  REGISTRATION_TIMEOUT: "timed-out",
  SERVICE_CALL_FAILED: "unreadable",
  NOT_REGISTERED: "not-registered",
} as const;
