import { objectOf, received, requiredText, time } from "./members.js";
import type { RegistrationStatus } from "./status.js";

/** Input of RegisterAccount. AWS has deprecated both members. */
export interface RegisterAccountInput {
  /** The Timestream table to register. Without it, the service removes the Timestream metadata that it has stored. */
  readonly timestreamResources?: TimestreamResources | undefined;
  /** The role to register. Without it, the service uses its service-linked role. */
  readonly iamResources?: IamResources | undefined;
}

/** The Timestream table for vehicle data (legacy mode). */
export interface TimestreamResources {
  /** The name of the database. Required: `undefined` is rejected. */
  readonly timestreamDatabaseName: string | undefined;
  /** The name of the table. Required: `undefined` is rejected. */
  readonly timestreamTableName: string | undefined;
}

/** The names that Timestream accepts, and their form in messages. */
export const TIMESTREAM_NAME: RegExp = /^[\w.-]{3,255}$/;
export const TIMESTREAM_NAME_FORM = "3 to 255 letters, digits, underscores, dots or hyphens";

/** The role that the service uses (legacy mode). */
export interface IamResources {
  /** The ARN of the role. Required: `undefined` is rejected. */
  readonly roleArn: string | undefined;
}

/** The response of RegisterAccount. */
export interface RegistrationReceipt {
  readonly registerAccountStatus: RegistrationStatus | (string & {});
  readonly creationTime?: Date | undefined;
  readonly lastModificationTime?: Date | undefined;
}

/** Parses a response of `RegisterAccount`. @throws TypeError that names the member, if the response is invalid. */
export function parseReceipt(response: unknown): RegistrationReceipt {
  const members = objectOf(response, "the response");
  return received({
    registerAccountStatus: requiredText(members, "registerAccountStatus"),
    creationTime: time(members, "creationTime"),
    lastModificationTime: time(members, "lastModificationTime"),
  });
}
