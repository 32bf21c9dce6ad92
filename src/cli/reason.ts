import { isRegistrationError, type RegistrationErrorCode, type RegistrationResource } from "../index.js";
import { oneLine } from "../text/one-line.js";
import { inOneSentence, sentence } from "../text/sentence.js";
import type { Outcome } from "./outcome.js";

/** Why a target did not end registered: of one of its resources, or of the whole. */
export interface Reason {
  readonly resource?: RegistrationResource;
  readonly text: string;
}

/** The names of the resources, for people. */
export const LABELS: Readonly<Record<RegistrationResource, string>> = {
  iam: "IAM",
  timestream: "Timestream",
  account: "account",
};

/** The subject of a reason that is not a whole sentence. */
const SUBJECTS: Partial<Record<RegistrationErrorCode, string>> = {
  REGISTRATION_TIMEOUT: "The registration ",
  REGISTER_NOT_ACCEPTED: "RegisterAccount was not accepted ",
  REGISTER_UNKNOWN: "RegisterAccount failed: ",
  STATUS_UNREADABLE: "GetRegisterAccountStatus was not answered ",
};

/** Returns the reasons of an outcome, each beside its resource; none if there is nothing to explain. */
export function reasonsOf(outcome: Outcome): readonly Reason[] {
  const { error } = outcome;
  if (isRegistrationError(error) && "failures" in error) {
    const reasons = error.failures.flatMap(({ resource, errorMessage }) =>
      errorMessage ? [{ resource, text: oneLine(errorMessage) }] : [],
    );
    return reasons.length > 0 ? reasons : [{ text: sentence(error.reason) }];
  }
  return error === undefined ? [] : [{ text: wholeReason(error, false) }];
}

/** Returns the reason of an outcome in one line, with the states that were last seen. */
export function reasonOf({ error }: Outcome): string | undefined {
  return error && wholeReason(error, true);
}

function wholeReason(error: Error, seen: boolean): string {
  if (!isRegistrationError(error)) return oneLine(error.message);
  const { code, reason, lastSeen, lastError } = error;
  const subject = code === "SERVICE_CALL_FAILED" ? `${error.operation} failed: ` : (SUBJECTS[code] ?? "");
  return [
    sentence(`${subject}${reason}`),
    seen && lastSeen !== undefined && `Last seen: ${lastSeen}.`,
    lastError !== undefined && `The last request failed: ${lastError}`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Returns the reason of a request that failed, in a few words. */
export function failureOf(error: unknown): string {
  return oneLine(inOneSentence(error)).replace(/\.$/, "");
}
