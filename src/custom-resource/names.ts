// The names and times that the handlers share with the construct and with CloudFormation templates.

/** An attribute of the resource for `Fn::GetAtt`. Always present; empty if the service has no value for it. */
export type RegistrationAttribute =
  | "customerAccountId"
  | "accountStatus"
  | "roleArn"
  | "timestreamDatabaseName"
  | "timestreamTableName";

/** Properties of the resource. */
export const Property = {
  /** On an Update, a value not used before registers a registered account again. */
  reregisterToken: "reregisterToken",
  /** Input of RegisterAccount. */
  registration: "registration",
  /** `"true"` permits that registering removes the Timestream metadata that the service has stored. */
  dropTimestream: "dropTimestream",
} as const;

/** The resource's type in a template. */
export const RESOURCE_TYPE = "Custom::FleetWiseRegistration";

/** Environment variables of the prebuilt Lambda functions. */
export const Variable = {
  mode: "FLEETWISE_REGISTRATION_MODE",
  maxWaitTime: "FLEETWISE_REGISTRATION_MAX_WAIT_TIME",
} as const;

/** Time limits and delays, in seconds. */
export interface HandlerTimes {
  /** Time limit of `onEvent`, which registers; then `isComplete` continues. The framework waits at most 900 s for `onEvent`. */
  readonly onEvent: number;
  /** Time limit of a poll of `isComplete`, or for a rollback. A poll that still fails then counts as "not complete". */
  readonly isComplete: number;
  /** Time from the start in which "access denied" is transient: IAM is eventually consistent, and the role is often new. */
  readonly accessGrace: number;
  /** Delay before the retry of a transient denial or an unreachable service. */
  readonly pause: number;
  /** Maximum random time of polling before registering, so that copies of a request can see each other's registration. */
  readonly spread: number;
  /** Time reserved for the response to CloudFormation, if the function sends it itself. */
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

/** Actions of a function's network interfaces in a VPC, which have no resource type. */
export const NETWORK_ACTIONS: readonly string[] = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
