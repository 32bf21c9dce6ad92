export { createCloudFormationHandler, type LambdaContext } from "./cloudformation.js";
export type { HandlerConfig, HandlerOptions } from "./config.js";
export type { RegistrationAttribute } from "./names.js";
export type {
  CloudFormationRequest,
  HandedOn,
  IsCompleteRequest,
  IsCompleteResponse,
  OnEventRequest,
  OnEventResponse,
  RegistrationAttributes,
} from "./protocol.js";
export { createProviderHandlers, type ProviderHandlers } from "./provider.js";
