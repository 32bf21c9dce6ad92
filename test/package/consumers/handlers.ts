// A Lambda function that uses the custom-resource entry point. Comments mark the lines that must not compile.
import {
  type CloudFormationRequest,
  createCloudFormationHandler,
  createFleetWiseClient,
  createProviderHandlers,
  type HandlerOptions,
  type IsCompleteResponse,
  type LambdaContext,
  type OnEventRequest,
  type ProviderHandlers,
} from "fleetwise-registration/custom-resource";

const config: HandlerOptions = { client: createFleetWiseClient(), maxWaitTime: 600, mode: undefined };
export const { onEvent, isComplete }: ProviderHandlers = createProviderHandlers(config);
export const handler: (request: CloudFormationRequest, context: LambdaContext) => Promise<void> =
  createCloudFormationHandler({ client: async () => ({}), mode: "wait-only" });

export async function rehearse(request: OnEventRequest): Promise<string> {
  const { PhysicalResourceId = "", ...handedOn } = await onEvent(request);
  const response: IsCompleteResponse = await isComplete({ ...request, ...handedOn });
  return `${PhysicalResourceId} ${response.IsComplete && response.Data.accountStatus}`;
}

// @ts-expect-error A function can return the status, but cannot register.
export const cannotRegister = () => createProviderHandlers({ client: async () => ({}) });
