import { isRegistrationError, type RegistrationErrorCode } from "../index.js";
import { oneLine } from "../text/one-line.js";
import { sentence } from "../text/sentence.js";
import type { Outcome } from "./outcome.js";

/** The subject of a reason that is not a whole sentence. */
const SUBJECTS: Partial<Record<RegistrationErrorCode, string>> = {
  REGISTRATION_TIMEOUT: "The registration ",
  REGISTER_NOT_ACCEPTED: "RegisterAccount was not accepted ",
  REGISTER_UNKNOWN: "RegisterAccount failed: ",
  STATUS_UNREADABLE: "GetRegisterAccountStatus was not answered ",
};

/**
 * Returns the reason of an outcome, in one line.
 *
 * @param seen - Whether to name the states that were last seen.
 */
export function reasonOf({ error }: Outcome, seen = true): string | undefined {
  if (!isRegistrationError(error)) return error && oneLine(error.message);
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
