// The names and times that the handlers share with whoever writes the template: the construct, or a template by hand.

/** What `Fn::GetAtt` finds on the resource: always there, empty where the service has none. */
export type RegistrationAttribute =
  | "customerAccountId"
  | "accountStatus"
  | "roleArn"
  | "timestreamDatabaseName"
  | "timestreamTableName";

/** Properties of the resource. */
export const Property = {
  /** A value that the resource has not had before registers a registered account again. */
  reregisterToken: "reregisterToken",
  /** Input of RegisterAccount. */
  registration: "registration",
  /** `"true"` permits that registering removes the Timestream metadata that the service has stored. */
  dropTimestream: "dropTimestream",
} as const;

/** What the resource is for: to register where needed, or only to wait until somebody has. */
export const modes = ["ensure", "wait-only"] as const;

/** The resource's type in a template. */
export const RESOURCE_TYPE = "Custom::FleetWiseRegistration";

/** Environment variables of the prebuilt Lambda functions. */
export const Variable = {
  mode: "FLEETWISE_REGISTRATION_MODE",
  maxWaitTime: "FLEETWISE_REGISTRATION_MAX_WAIT_TIME",
} as const;

/** How long what may take, in seconds. */
export interface HandlerTimes {
  /** `onEvent`, which registers; then `isComplete` goes on. The framework's own function waits for it, and has 900. */
  readonly onEvent: number;
  /** A look of `isComplete`; then a read that fails counts as "not complete". */
  readonly isComplete: number;
  /** From the start on, "access denied" is transient for so long: IAM is eventually consistent, and the role is often new. */
  readonly accessGrace: number;
  /** Before a transient denial, or an unreachable service, is tried again. */
  readonly pause: number;
  /** Longest time of polling before registering: of copies of a request that run at once, one sees the other's registration. */
  readonly spread: number;
  /** Kept for the answer to CloudFormation, where the function answers itself. */
  readonly answer: number;
}

export const handlerTimes: HandlerTimes = Object.freeze({
  onEvent: 840,
  isComplete: 10,
  accessGrace: 30,
  pause: 5,
  spread: 5,
  answer: 15,
});
