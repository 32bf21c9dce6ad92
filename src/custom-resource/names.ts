// The names that the handlers share with whoever writes the template: the construct, or a template by hand.

/** What `Fn::GetAtt` finds on the resource: always there, empty where the service has none. */
export type RegistrationAttribute =
  | "customerAccountId"
  | "accountStatus"
  | "roleArn"
  | "timestreamDatabaseName"
  | "timestreamTableName";

/** Properties of the resource. */
export const Property = {
  /** An account that is registered is registered again when this changes to another value. */
  reregisterToken: "reregisterToken",
  /** What RegisterAccount is called with. */
  registration: "registration",
} as const;

/** What the resource is for: to register where needed, or only to wait until somebody has. */
export const modes = ["ensure", "wait-only"] as const;

/** Environment variables of the prebuilt Lambda functions. */
export const Variable = {
  mode: "FLEETWISE_REGISTRATION_MODE",
  maxWaitTime: "FLEETWISE_REGISTRATION_MAX_WAIT_TIME",
} as const;

/** How long the two handlers may take, in seconds. */
export const handlerTimes: { readonly onEvent: number; readonly isComplete: number } = Object.freeze({
  /** Then `isComplete` goes on. */
  onEvent: 60,
  /** Then a read that fails counts as "not complete". */
  isComplete: 10,
});
