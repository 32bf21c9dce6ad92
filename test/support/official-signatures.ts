// A structural copy of the signatures of @aws-sdk/client-iotfleetwise 3.x, written by hand after the form of every AWS SDK
// client. It proves that the official package fits without installing it.
import type { Command, HttpHandlerOptions, MetadataBearer } from "@smithy/types";

type GetRegisterAccountStatusRequest = Record<never, never>;

interface GetRegisterAccountStatusResponse {
  customerAccountId: string | undefined;
  accountStatus: "REGISTRATION_PENDING" | "REGISTRATION_SUCCESS" | "REGISTRATION_FAILURE" | undefined;
  timestreamRegistrationResponse?:
    | {
        timestreamDatabaseName: string | undefined;
        timestreamTableName: string | undefined;
        timestreamDatabaseArn?: string | undefined;
        timestreamTableArn?: string | undefined;
        registrationStatus:
          | "REGISTRATION_PENDING"
          | "REGISTRATION_SUCCESS"
          | "REGISTRATION_FAILURE"
          | undefined;
        errorMessage?: string | undefined;
      }
    | undefined;
  iamRegistrationResponse:
    | {
        roleArn: string | undefined;
        registrationStatus:
          | "REGISTRATION_PENDING"
          | "REGISTRATION_SUCCESS"
          | "REGISTRATION_FAILURE"
          | undefined;
        errorMessage?: string | undefined;
      }
    | undefined;
  creationTime: Date | undefined;
  lastModificationTime: Date | undefined;
}

interface RegisterAccountRequest {
  timestreamResources?:
    | { timestreamDatabaseName: string | undefined; timestreamTableName: string | undefined }
    | undefined;
  iamResources?: { roleArn: string | undefined } | undefined;
}

interface RegisterAccountResponse {
  registerAccountStatus: "REGISTRATION_PENDING" | "REGISTRATION_SUCCESS" | "REGISTRATION_FAILURE" | undefined;
  timestreamResources?:
    | { timestreamDatabaseName: string | undefined; timestreamTableName: string | undefined }
    | undefined;
  iamResources: { roleArn: string | undefined } | undefined;
  creationTime: Date | undefined;
  lastModificationTime: Date | undefined;
}

export interface GetRegisterAccountStatusCommandInput extends GetRegisterAccountStatusRequest {}
export interface GetRegisterAccountStatusCommandOutput
  extends GetRegisterAccountStatusResponse,
    MetadataBearer {}
export interface RegisterAccountCommandInput extends RegisterAccountRequest {}
export interface RegisterAccountCommandOutput extends RegisterAccountResponse, MetadataBearer {}

type Inputs = GetRegisterAccountStatusCommandInput | RegisterAccountCommandInput;
type Outputs = GetRegisterAccountStatusCommandOutput | RegisterAccountCommandOutput;
type ResolvedConfig = { readonly apiVersion: string };

// biome-ignore-start lint/suspicious/noExplicitAny: copied from the SDK's declarations
export declare class IoTFleetWiseClient {
  send<I extends Inputs, O extends Outputs>(
    command: Command<Inputs, I, Outputs, O, ResolvedConfig>,
    options?: HttpHandlerOptions,
  ): Promise<O>;
  send<I extends Inputs, O extends Outputs>(
    command: Command<Inputs, I, Outputs, O, ResolvedConfig>,
    cb: (err: any, data?: O) => void,
  ): void;
  send<I extends Inputs, O extends Outputs>(
    command: Command<Inputs, I, Outputs, O, ResolvedConfig>,
    options: HttpHandlerOptions,
    cb: (err: any, data?: O) => void,
  ): void;
  destroy(): void;
}

export declare class IoTFleetWise extends IoTFleetWiseClient {
  getRegisterAccountStatus(): Promise<GetRegisterAccountStatusCommandOutput>;
  getRegisterAccountStatus(
    args: GetRegisterAccountStatusCommandInput,
    options?: HttpHandlerOptions,
  ): Promise<GetRegisterAccountStatusCommandOutput>;
  getRegisterAccountStatus(
    args: GetRegisterAccountStatusCommandInput,
    cb: (err: any, data?: GetRegisterAccountStatusCommandOutput) => void,
  ): void;
  getRegisterAccountStatus(
    args: GetRegisterAccountStatusCommandInput,
    options: HttpHandlerOptions,
    cb: (err: any, data?: GetRegisterAccountStatusCommandOutput) => void,
  ): void;
  registerAccount(): Promise<RegisterAccountCommandOutput>;
  registerAccount(
    args: RegisterAccountCommandInput,
    options?: HttpHandlerOptions,
  ): Promise<RegisterAccountCommandOutput>;
  registerAccount(
    args: RegisterAccountCommandInput,
    cb: (err: any, data?: RegisterAccountCommandOutput) => void,
  ): void;
  registerAccount(
    args: RegisterAccountCommandInput,
    options: HttpHandlerOptions,
    cb: (err: any, data?: RegisterAccountCommandOutput) => void,
  ): void;
}
// biome-ignore-end lint/suspicious/noExplicitAny: copied from the SDK's declarations
