// Stands in for @aws-sdk/client-iotfleetwise, which is optional and missing from some registries. Tests and examples import it
// under the package's name.
//
// Only the model is our own. The rest is the AWS SDK's generated client of another service with the same protocol (AWS JSON
// 1.0), with this service's name, endpoints, signing name and shapes. So tests use the SDK's own middleware stack, signer,
// retries, HTTP handler, region and credential providers and (de)serializers.

import { SFNClient, type SFNClientConfig, type SFNClientResolvedConfig } from "@aws-sdk/client-sfn";
import { type Client, createAggregatedClient, makeBuilder, ServiceException } from "@smithy/core/client";
import { getEndpointPlugin } from "@smithy/core/endpoints";
import { TypeRegistry } from "@smithy/core/schema";
import type { HttpHandlerOptions, StaticOperationSchema, StaticStructureSchema } from "@smithy/types";
import type {
  GetRegisterAccountStatusCommandInput,
  GetRegisterAccountStatusCommandOutput,
  RegisterAccountCommandInput,
  RegisterAccountCommandOutput,
} from "./official-signatures.js";

export type {
  GetRegisterAccountStatusCommandInput,
  GetRegisterAccountStatusCommandOutput,
  RegisterAccountCommandInput,
  RegisterAccountCommandOutput,
};

/** All generated clients have the same config members. */
export interface IoTFleetWiseClientConfig extends SFNClientConfig {}

const NAMESPACE = "com.amazonaws.iotfleetwise";
const TARGET = "IoTAutobahnControlPlane";
const VERSION = "2021-06-17";

const STRING = 0;
const INTEGER = 1;
const TIMESTAMP = 4;

type Members = Readonly<
  Record<string, typeof STRING | typeof INTEGER | typeof TIMESTAMP | StaticStructureSchema>
>;

const structure = (name: string, members: Members): StaticStructureSchema => [
  3,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members),
];

const operation = (
  name: string,
  input: StaticStructureSchema,
  output: StaticStructureSchema,
): StaticOperationSchema => [9, NAMESPACE, name, 0, () => input, () => output];

const timestreamResources = structure("TimestreamResources", {
  timestreamDatabaseName: STRING,
  timestreamTableName: STRING,
});
const iamResources = structure("IamResources", { roleArn: STRING });

const statusOperation = operation(
  "GetRegisterAccountStatus",
  structure("GetRegisterAccountStatusRequest", {}),
  structure("GetRegisterAccountStatusResponse", {
    customerAccountId: STRING,
    accountStatus: STRING,
    timestreamRegistrationResponse: structure("TimestreamRegistrationResponse", {
      timestreamDatabaseName: STRING,
      timestreamTableName: STRING,
      timestreamDatabaseArn: STRING,
      timestreamTableArn: STRING,
      registrationStatus: STRING,
      errorMessage: STRING,
    }),
    iamRegistrationResponse: structure("IamRegistrationResponse", {
      roleArn: STRING,
      registrationStatus: STRING,
      errorMessage: STRING,
    }),
    creationTime: TIMESTAMP,
    lastModificationTime: TIMESTAMP,
  }),
);

const registerOperation = operation(
  "RegisterAccount",
  structure("RegisterAccountRequest", { timestreamResources, iamResources }),
  structure("RegisterAccountResponse", {
    registerAccountStatus: STRING,
    timestreamResources,
    iamResources,
    creationTime: TIMESTAMP,
    lastModificationTime: TIMESTAMP,
  }),
);

/** The model's errors, with their members. */
const ERRORS: Readonly<Record<string, Members>> = {
  AccessDeniedException: {},
  ConflictException: { resource: STRING, resourceType: STRING },
  InternalServerException: { retryAfterSeconds: INTEGER },
  ResourceNotFoundException: { resourceId: STRING, resourceType: STRING },
  ThrottlingException: { quotaCode: STRING, serviceCode: STRING, retryAfterSeconds: INTEGER },
  ValidationException: { reason: STRING },
};

/** Returns registries with a class for each error of the model, and with one for all other errors. */
function errorTypeRegistries(): TypeRegistry[] {
  const synthetic = `smithy.ts.sdk.synthetic.${NAMESPACE}`;
  const [others, modeled] = [new TypeRegistry(synthetic), new TypeRegistry(NAMESPACE)];
  others.registerError([-3, synthetic, "IoTFleetWiseServiceException", 0, [], []], ServiceException);
  for (const [name, more] of Object.entries(ERRORS)) {
    const members: Members = { message: STRING, ...more };
    const $fault = name === "InternalServerException" ? "server" : "client";
    const traits = { error: $fault } as const;
    modeled.registerError(
      [-3, NAMESPACE, name, traits, Object.keys(members), Object.values(members)],
      class extends ServiceException {
        constructor(options: ConstructorParameters<typeof ServiceException>[0]) {
          super({ ...options, name, $fault });
        }
      },
    );
  }
  return [others, modeled];
}

/** Returns the endpoint by the service's endpoint rules. */
function endpointProvider(parameters: Readonly<Record<string, unknown>>): { readonly url: URL } {
  const { Endpoint, Region, UseDualStack, UseFIPS } = parameters;
  if (Endpoint !== undefined) return { url: new URL(String(Endpoint)) };
  const host = `iotfleetwise${UseFIPS ? "-fips" : ""}.${Region}.${UseDualStack ? "api.aws" : "amazonaws.com"}`;
  return { url: new URL(`https://${host}`) };
}

/** Config that turns another service's client into this one. */
const MODEL = {
  serviceId: "IoTFleetWise",
  signingName: "iotfleetwise",
  apiVersion: VERSION,
  endpointProvider,
  httpAuthSchemeProvider: ({ region }: { readonly region: string }) => [
    {
      schemeId: "aws.auth#sigv4",
      signingProperties: { name: "iotfleetwise", region },
      propertiesExtractor: (config: unknown, context: unknown) => ({
        signingProperties: { config, context },
      }),
    },
  ],
  protocolSettings: {
    defaultNamespace: NAMESPACE,
    errorTypeRegistries: errorTypeRegistries(),
    version: VERSION,
    serviceTarget: TARGET,
  },
};

type Inputs = GetRegisterAccountStatusCommandInput | RegisterAccountCommandInput;
type Outputs = GetRegisterAccountStatusCommandOutput | RegisterAccountCommandOutput;

const GeneratedClient = SFNClient as unknown as new (
  config: object,
) => Client<HttpHandlerOptions, Inputs, Outputs, SFNClientResolvedConfig>;

/** The plain client: it sends commands and has no method per operation. */
export class IoTFleetWiseClient extends GeneratedClient {
  constructor(config: IoTFleetWiseClientConfig = {}) {
    super({ ...config, ...MODEL });
  }
}

const command = makeBuilder<SFNClientResolvedConfig, Inputs, Outputs>(
  {
    UseFIPS: { type: "builtInParams", name: "useFipsEndpoint" },
    Endpoint: { type: "builtInParams", name: "endpoint" },
    Region: { type: "builtInParams", name: "region" },
    UseDualStack: { type: "builtInParams", name: "useDualstackEndpoint" },
  },
  TARGET,
  "IoTFleetWiseClient",
  getEndpointPlugin,
);

export class GetRegisterAccountStatusCommand extends command<
  GetRegisterAccountStatusCommandInput,
  GetRegisterAccountStatusCommandOutput
>({}, () => [], "GetRegisterAccountStatus", statusOperation) {}

export class RegisterAccountCommand extends command<
  RegisterAccountCommandInput,
  RegisterAccountCommandOutput
>({}, () => [], "RegisterAccount", registerOperation) {}

/** The aggregated client: it also has a method per operation. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its methods are made by the SDK, as in every generated client
export class IoTFleetWise extends IoTFleetWiseClient {}
export interface IoTFleetWise {
  getRegisterAccountStatus(
    input?: GetRegisterAccountStatusCommandInput,
    options?: HttpHandlerOptions,
  ): Promise<GetRegisterAccountStatusCommandOutput>;
  registerAccount(
    input?: RegisterAccountCommandInput,
    options?: HttpHandlerOptions,
  ): Promise<RegisterAccountCommandOutput>;
}
createAggregatedClient({ GetRegisterAccountStatusCommand, RegisterAccountCommand }, IoTFleetWise);
