import { OUTCOMES } from "../errors.js";
import { errorChain } from "../failures/chain.js";
import {
  type AdviceTopic,
  isRegistrationError,
  type RegistrationErrorCode,
  type RegistrationSnapshot,
} from "../index.js";
import { oneLine } from "../text/one-line.js";
import { sentence } from "../text/sentence.js";
import { TargetError } from "./errors.js";
import type { State } from "./exit-codes.js";
import { Interruption } from "./host.js";

/** The end of a command for one target. */
export interface Outcome {
  readonly target: string;
  readonly state: State;
  /** The latest response that showed a registration. */
  readonly snapshot?: RegistrationSnapshot | undefined;
  /** The error with which the target ended, if it ended with one. */
  readonly error?: Error | undefined;
  /** Number of RegisterAccount requests that may have been carried out. */
  readonly registrations?: number;
  /** The topic of the advice if the error has none: on an interruption, or on a target that became unusable. */
  readonly topic?: AdviceTopic | undefined;
  /** The flags that select the same targets, for a command to copy. */
  readonly targetFlags?: string;
  /** The flags that select only this target; `undefined` if none do. */
  readonly ownFlags?: string | undefined;
  /** The flags that request the same resources. */
  readonly resources?: string;
}

/** Returns the outcome of an error. Rethrows an unexpected error: it is a bug. */
export function outcomeOfError(target: string, error: unknown): Outcome {
  if (isRegistrationError(error)) {
    const { code, lastSnapshot: snapshot } = error;
    const state = OUTCOMES[code];
    const registrations = error.registrations.accepted + error.registrations.lost;
    // Credentials of another account were rejected: this error has the advice.
    const causes = state === "call-failed" ? errorChain(error).map(({ thrown }) => thrown) : [];
    const unusable = causes.find((thrown) => thrown instanceof TargetError);
    const topic = unusable && registrations > 0 ? "look-again" : undefined;
    return { target, state, snapshot, error: unusable ?? error, registrations, topic };
  }
  if (error instanceof Interruption) return { target, state: error.state, error };
  if (error instanceof TargetError)
    return { target, state: error.code === "NOT_STARTED" ? "timed-out" : "call-failed", error };
  throw error;
}

/** The subject of a reason that is not a whole sentence. */
const SUBJECTS: Partial<Record<RegistrationErrorCode, string>> = {
  REGISTRATION_TIMEOUT: "The registration ",
  REGISTER_NOT_ACCEPTED: "RegisterAccount was not accepted ",
  REGISTER_UNKNOWN: "RegisterAccount failed: ",
  STATUS_UNREADABLE: "GetRegisterAccountStatus did not succeed ",
};

/** Returns the reason of an outcome, in one line. */
export function reasonOf({ error }: Outcome): string | undefined {
  if (!isRegistrationError(error)) return error && oneLine(error.message);
  const { code, lastSeen, lastError } = error;
  const reason = code === "RESULT_OUTDATED" ? error.reason.replace("`since`", "--since") : error.reason;
  // Without credentials, no request was sent.
  const unsent = /^CredentialsProviderError: (.*)/.exec(reason)?.[1];
  const subject = code === "SERVICE_CALL_FAILED" ? `${error.operation} failed: ` : (SUBJECTS[code] ?? "");
  return [
    sentence(unsent ?? `${subject}${reason}`),
    lastSeen !== undefined && `Last seen: ${lastSeen}.`,
    lastError !== undefined && `The last request failed: ${lastError}`,
  ]
    .filter(Boolean)
    .join(" ");
}
