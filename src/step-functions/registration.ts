import { accountStates, START } from "./account.js";
import type { StateMachineDefinition } from "./definition.js";
import { jsonata } from "./expressions.js";
import type { RegistrationStateMachineOptions } from "./options.js";
import { resolveAccountOptions } from "./resolve.js";

/**
 * A state machine that registers its own account where needed, as `ensureRegistered()` does, and waits until it is registered. Its
 * output is the service's last answer; unregistered it fails, with the code of the library's error and a sentence as its cause.
 *
 * @throws TypeError or RangeError that names a wrong option.
 *
 * @example
 * JSON.stringify(registrationStateMachine({ maxWaitTime: 600 }));
 */
export function registrationStateMachine(
  options: RegistrationStateMachineOptions = {},
): StateMachineDefinition {
  const resolved = resolveAccountOptions(options);
  return {
    Comment: "Registers this account with AWS IoT FleetWise where needed, and waits until it is registered",
    QueryLanguage: "JSONata",
    StartAt: "Begin",
    States: accountStates(resolved, {
      begin: { Type: "Pass", Assign: { progress: jsonata(START) }, Next: "Read" },
      credentials: {},
      registered: { Type: "Succeed", Output: jsonata("$progress.answer") },
      ended: ({ error, cause }) => ({ Type: "Fail", Error: error, Cause: jsonata(cause) }),
    }),
  };
}
