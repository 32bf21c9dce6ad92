import type { ResponseMetadata } from "@smithy/types";
import type { IamResources, TimestreamResources } from "../../registration/register-account.js";

/**
 * The service's own shapes, as the AWS SDK's client has them: members that the model requires are `| undefined` in an
 * output, because an answer is not validated here.
 */
export interface GetRegisterAccountStatusOutput {
  readonly customerAccountId?: string | undefined;
  readonly accountStatus?: string | undefined;
  readonly timestreamRegistrationResponse?: TimestreamRegistrationResponse | undefined;
  readonly iamRegistrationResponse?: IamRegistrationResponse | undefined;
  readonly creationTime?: Date | undefined;
  readonly lastModificationTime?: Date | undefined;
  readonly $metadata: ResponseMetadata;
}

export interface TimestreamRegistrationResponse {
  readonly timestreamDatabaseName?: string | undefined;
  readonly timestreamTableName?: string | undefined;
  readonly timestreamDatabaseArn?: string | undefined;
  readonly timestreamTableArn?: string | undefined;
  readonly registrationStatus?: string | undefined;
  readonly errorMessage?: string | undefined;
}

export interface IamRegistrationResponse {
  readonly roleArn?: string | undefined;
  readonly registrationStatus?: string | undefined;
  readonly errorMessage?: string | undefined;
}

export interface RegisterAccountOutput {
  readonly registerAccountStatus?: string | undefined;
  readonly timestreamResources?: TimestreamResources | undefined;
  readonly iamResources?: IamResources | undefined;
  readonly creationTime?: Date | undefined;
  readonly lastModificationTime?: Date | undefined;
  readonly $metadata: ResponseMetadata;
}
