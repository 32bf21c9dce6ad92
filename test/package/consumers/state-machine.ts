// A deployment that uses the state machines as data. Comments mark the lines that must not compile.
import {
  multiAccountRegistrationStateMachine,
  type RegistrationStateMachineOptions,
  registrationStateMachine,
  type StateMachineDefinition,
} from "fleetwise-registration/step-functions";

const options: RegistrationStateMachineOptions = { maxWaitTime: 600 };
export const one: StateMachineDefinition = registrationStateMachine(options);
export const many: string = JSON.stringify(multiAccountRegistrationStateMachine(options));

// @ts-expect-error A number of seconds, not a string.
export const noNumber = () => registrationStateMachine({ maxWaitTime: "600" });
