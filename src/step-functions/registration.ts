import { accountStates, START } from "./account.js";
import type { StateMachineDefinition } from "./definition.js";
import { jsonata } from "./expressions.js";
import type { RegistrationStateMachineOptions } from "./options.js";
import { resolveAccountOptions } from "./resolve.js";

/**
 * Returns a state machine that registers its own account if needed, like `ensureRegistered()`, and waits until it is registered.
 * Its output is the service's last response. If the account is not registered in the end, the execution fails with the code of
 * the library's error, and the error's message as the cause.
 *
 * @throws TypeError or RangeError that names an invalid option.
 *
 * @example
 * JSON.stringify(registrationStateMachine({ maxWaitTime: 600 }));
 */
export function registrationStateMachine(
  options: RegistrationStateMachineOptions = {},
): StateMachineDefinition {
  const resolved = resolveAccountOptions(options);
  return {
    Comment: `${resolved.ensures ? "Ensures that" : "Waits until"} this account is registered with AWS IoT FleetWise`,
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
