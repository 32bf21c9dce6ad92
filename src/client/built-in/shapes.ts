import type { ResponseMetadata } from "@smithy/types";
import type { IamResources, TimestreamResources } from "../../registration/register-account.js";

/**
 * Output of GetRegisterAccountStatus, as in the AWS SDK's client: required members are `| undefined` too, because a response is not
 * validated here.
 */
export interface GetRegisterAccountStatusOutput {
  /** The AWS account. */
  readonly customerAccountId?: string | undefined;
  /** `REGISTRATION_PENDING`, `REGISTRATION_SUCCESS` or `REGISTRATION_FAILURE`. */
  readonly accountStatus?: string | undefined;
  /** Status of the Timestream registration (legacy mode only). */
  readonly timestreamRegistrationResponse?: TimestreamRegistrationResponse | undefined;
  /** Status of the IAM registration. */
  readonly iamRegistrationResponse?: IamRegistrationResponse | undefined;
  /** Start time of the registration, by the service's clock. */
  readonly creationTime?: Date | undefined;
  /** Time of the last change of the record, by the service's clock. */
  readonly lastModificationTime?: Date | undefined;
  /** Status and request id of the HTTP response. */
  readonly $metadata: ResponseMetadata;
}

/** Status of the Timestream registration. */
export interface TimestreamRegistrationResponse {
  /** The name of the database. */
  readonly timestreamDatabaseName?: string | undefined;
  /** The name of the table. */
  readonly timestreamTableName?: string | undefined;
  /** The ARN of the database. */
  readonly timestreamDatabaseArn?: string | undefined;
  /** The ARN of the table. */
  readonly timestreamTableArn?: string | undefined;
  /** State of the resource. */
  readonly registrationStatus?: string | undefined;
  /** The error message; empty if the resource did not fail. */
  readonly errorMessage?: string | undefined;
}

/** Status of the IAM registration. */
export interface IamRegistrationResponse {
  /** The role that the service uses. */
  readonly roleArn?: string | undefined;
  /** State of the resource. */
  readonly registrationStatus?: string | undefined;
  /** The error message; empty if the resource did not fail. */
  readonly errorMessage?: string | undefined;
}

/** Output of RegisterAccount. */
export interface RegisterAccountOutput {
  /** `REGISTRATION_PENDING`, `REGISTRATION_SUCCESS` or `REGISTRATION_FAILURE`. */
  readonly registerAccountStatus?: string | undefined;
  /** The registered Timestream resources (legacy mode only). */
  readonly timestreamResources?: TimestreamResources | undefined;
  /** The registered IAM resources. */
  readonly iamResources?: IamResources | undefined;
  /** Start time of the registration, by the service's clock. */
  readonly creationTime?: Date | undefined;
  /** Time of the last change of the record, by the service's clock. */
  readonly lastModificationTime?: Date | undefined;
  /** Status and request id of the HTTP response. */
  readonly $metadata: ResponseMetadata;
}
