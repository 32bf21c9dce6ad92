import { NOT_REGISTERED } from "../registration/status.js";
import type { State } from "./definition.js";
import { jsonata, NOW } from "./expressions.js";
import type { AccountOptions } from "./options.js";
import { PAUSE } from "./register.js";
import { lastReadAt } from "./wait.js";

/** Says how a wait goes on after a call: it ends, registers, or waits for the next read. */
export function judge(options: AccountOptions): State {
  return {
    Type: "Choice",
    Choices: [
      when("$progress.verdict = 'registered'", "Registered"),
      when("$progress.verdict = 'call-failed'", "Call failed"),
      ...(options.ensures ? registering(options) : []),
      when("$progress.verdict = 'failed'", "Registration failed"),
      when("$progress.verdict = 'not-registered'", "Not registered"),
      when(
        // What it has registered itself may only not be visible yet.
        `${NOW} < ${lastReadAt(options)} or $progress.registrations > 0 ? false
          : $progress.answer = null and $progress.status = '${NOT_REGISTERED}'`,
        "Not registered",
      ),
      when(`${NOW} >= ${lastReadAt(options)}`, "Timed out"),
    ],
    Default: "Wait",
  };
}

/**
 * As the library ensures: one that is not registered is registered; one whose registration failed is registered again, unless
 * that would remove what the service has stored of Timestream, or there is no time for it.
 */
function registering(options: AccountOptions): readonly object[] {
  const { maxRegistrations, maxWaitTime } = options;
  const inTime = `${NOW} + 1000 * ${PAUSE} < $progress.startedAt + ${1000 * maxWaitTime}`;
  const made = "$progress.registrations";
  return [
    // A call whose answer was lost and that nobody has seen since may not have arrived.
    when(
      `$progress.verdict != 'not-registered' ? false
        : ${inTime} ? ${made} = 0 or ($progress.lost and ${made} < ${maxRegistrations}) : false`,
      "Register",
    ),
    when(
      `$progress.verdict != 'failed' ? false
        : ${losesTimestream(options)} ? false
        : ${made} < ${maxRegistrations} ? ${inTime} : false`,
      "Pause",
    ),
  ];
}

/** Whether registering again would remove the Timestream metadata that the service has stored. */
export function losesTimestream({ ensures, registration }: AccountOptions): string {
  return ensures && registration === undefined
    ? "$type($progress.answer.TimestreamRegistrationResponse) = 'object'"
    : "false";
}

function when(condition: string, next: string): object {
  return { Condition: jsonata(condition), Next: next };
}
