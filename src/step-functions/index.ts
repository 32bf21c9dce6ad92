export type { State, StateMachineDefinition } from "./definition.js";
export { fleetRegistrationStateMachine } from "./fleet.js";
export { type MemberRoleOptions, memberRoleTemplate } from "./member-role.js";
export type { FleetRegistrationStateMachineOptions, RegistrationStateMachineOptions } from "./options.js";
export { registrationStateMachine } from "./registration.js";
