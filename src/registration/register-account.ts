import { objectOf, present, requiredText, time } from "./members.js";
import type { RegistrationStatus } from "./status.js";

/**
 * What RegisterAccount takes. AWS has deprecated both members.
 *
 * Without `timestreamResources`, the service removes the Timestream metadata that it has stored.
 */
export interface RegisterAccountInput {
  readonly timestreamResources?: TimestreamResources | undefined;
  readonly iamResources?: IamResources | undefined;
}

/** Where the vehicle data goes (older mode). */
export interface TimestreamResources {
  readonly timestreamDatabaseName: string | undefined;
  readonly timestreamTableName: string | undefined;
}

/** The role that the service uses (older mode). */
export interface IamResources {
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
