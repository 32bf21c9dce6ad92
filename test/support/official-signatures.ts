// A structural copy of the signatures of @aws-sdk/client-iotfleetwise 3.x, written by hand after the form of every AWS SDK
// client. It proves that the official package fits without installing it.
import type { Command, HttpHandlerOptions, MetadataBearer } from "@smithy/types";

type Status = "REGISTRATION_PENDING" | "REGISTRATION_SUCCESS" | "REGISTRATION_FAILURE" | undefined;
type TimestreamResources = {
  timestreamDatabaseName: string | undefined;
  timestreamTableName: string | undefined;
};
type IamResources = { roleArn: string | undefined };
type Registration = { registrationStatus: Status; errorMessage?: string | undefined };
type TimestreamArns = { timestreamDatabaseArn?: string | undefined; timestreamTableArn?: string | undefined };

export interface GetRegisterAccountStatusCommandInput extends Record<never, never> {}
export interface GetRegisterAccountStatusCommandOutput extends MetadataBearer {
  customerAccountId: string | undefined;
  accountStatus: Status;
  timestreamRegistrationResponse?: (TimestreamResources & TimestreamArns & Registration) | undefined;
  iamRegistrationResponse: (IamResources & Registration) | undefined;
  creationTime: Date | undefined;
  lastModificationTime: Date | undefined;
}
export interface RegisterAccountCommandInput {
  timestreamResources?: TimestreamResources | undefined;
  iamResources?: IamResources | undefined;
}
export interface RegisterAccountCommandOutput extends MetadataBearer {
  registerAccountStatus: Status;
  timestreamResources?: TimestreamResources | undefined;
  iamResources: IamResources | undefined;
  creationTime: Date | undefined;
  lastModificationTime: Date | undefined;
}

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
