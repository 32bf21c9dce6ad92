/**
 * State machines that register one account or many, as plain data.
 *
 * @module fleetwise-registration/step-functions
 */

export type { AslState, StateMachineDefinition } from "./definition.js";
export { type MemberRoleOptions, memberRoleTemplate } from "./member-role.js";
export { multiAccountRegistrationStateMachine } from "./multi-account.js";
export type {
  MultiAccountRegistrationStateMachineOptions,
  RegistrationStateMachineOptions,
  ResultsOptions,
} from "./options.js";
export { registrationStateMachine } from "./registration.js";
