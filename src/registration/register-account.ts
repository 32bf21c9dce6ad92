import { objectOf, present, requiredText, time } from "./members.js";
import type { RegistrationStatus } from "./status.js";

/**
 * What RegisterAccount takes. AWS has deprecated both members.
 *
 * Without `timestreamResources`, the service removes the Timestream metadata that it has stored.
 */
export interface RegisterAccountInput {
  /** The Timestream table to register; left out, what the service has stored of one is removed. */
  readonly timestreamResources?: TimestreamResources | undefined;
  /** The role to register; left out, the service uses its service-linked role. */
  readonly iamResources?: IamResources | undefined;
}

/** Where the vehicle data goes (older mode). */
export interface TimestreamResources {
  /** The name of the database. */
  readonly timestreamDatabaseName: string | undefined;
  /** The name of a table in it. */
  readonly timestreamTableName: string | undefined;
}

/** The role that the service uses (older mode). */
export interface IamResources {
  /** The ARN of the role. */
  readonly roleArn: string | undefined;
}

/** What RegisterAccount has begun. */
export interface RegistrationReceipt {
  readonly registerAccountStatus: RegistrationStatus | (string & {});
  readonly creationTime?: Date | undefined;
  readonly lastModificationTime?: Date | undefined;
}

/** Reads an answer of `RegisterAccount`. @throws TypeError that names the member, where the answer is none. */
export function parseReceipt(answer: unknown): RegistrationReceipt {
  const members = objectOf(answer, "the answer");
  return Object.freeze({
    registerAccountStatus: requiredText(members, "registerAccountStatus"),
    ...present("creationTime", time(members, "creationTime")),
    ...present("lastModificationTime", time(members, "lastModificationTime")),
  });
}
