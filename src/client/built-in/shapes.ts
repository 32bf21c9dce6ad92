import type { ResponseMetadata } from "@smithy/types";
import type { IamResources, TimestreamResources } from "../../registration/register-account.js";

/**
 * The service's own shapes, as the AWS SDK's client has them: members that the model requires are `| undefined` in an
 * output, because an answer is not validated here.
 */
export interface GetRegisterAccountStatusOutput {
  /** The AWS account. */
  readonly customerAccountId?: string | undefined;
  /** `REGISTRATION_PENDING`, `REGISTRATION_SUCCESS` or `REGISTRATION_FAILURE`. */
  readonly accountStatus?: string | undefined;
  /** The Timestream part, in the older mode. */
  readonly timestreamRegistrationResponse?: TimestreamRegistrationResponse | undefined;
  /** The IAM part. */
  readonly iamRegistrationResponse?: IamRegistrationResponse | undefined;
  /** When the registration began, by the service's clock. */
  readonly creationTime?: Date | undefined;
  /** When the service last changed the record. */
  readonly lastModificationTime?: Date | undefined;
  /** What the HTTP response said: its status and its request id. */
  readonly $metadata: ResponseMetadata;
}

/** The Timestream part of an answer. */
export interface TimestreamRegistrationResponse {
  /** The name of the database. */
  readonly timestreamDatabaseName?: string | undefined;
  /** The name of the table. */
  readonly timestreamTableName?: string | undefined;
  /** The ARN of the database. */
  readonly timestreamDatabaseArn?: string | undefined;
  /** The ARN of the table. */
  readonly timestreamTableArn?: string | undefined;
  /** The state of the part. */
  readonly registrationStatus?: string | undefined;
  /** Why it failed; empty where it did not. */
  readonly errorMessage?: string | undefined;
}

/** The IAM part of an answer. */
export interface IamRegistrationResponse {
  /** The role that the service uses. */
  readonly roleArn?: string | undefined;
  /** The state of the part. */
  readonly registrationStatus?: string | undefined;
  /** Why it failed; empty where it did not. */
  readonly errorMessage?: string | undefined;
}

/** The answer of RegisterAccount. */
export interface RegisterAccountOutput {
  /** `REGISTRATION_PENDING`, `REGISTRATION_SUCCESS` or `REGISTRATION_FAILURE`. */
  readonly registerAccountStatus?: string | undefined;
  /** The Timestream resources that are registered, in the older mode. */
  readonly timestreamResources?: TimestreamResources | undefined;
  /** The IAM resources that are registered. */
  readonly iamResources?: IamResources | undefined;
  /** When the registration began, by the service's clock. */
  readonly creationTime?: Date | undefined;
  /** When the service last changed the record. */
  readonly lastModificationTime?: Date | undefined;
  /** What the HTTP response said: its status and its request id. */
  readonly $metadata: ResponseMetadata;
}
