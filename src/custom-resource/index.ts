// Also the client: this entry is one file with all that it needs, and so is a function that takes both from it.
export { createFleetWiseClient, type FleetWiseClient, type FleetWiseClientConfig } from "../index.js";
export { createCloudFormationHandler } from "./cloudformation.js";
export type { HandlerConfig, HandlerOptions } from "./config.js";
export type { HandedOn, HandedOnFailure } from "./handed-on.js";
export type { HandlerLog, HandlerLogEntry } from "./log.js";
export type { RegistrationAttribute } from "./names.js";
export type {
  CloudFormationRequest,
  IsCompleteRequest,
  IsCompleteResponse,
  LambdaContext,
  OnEventRequest,
  OnEventResponse,
  RegistrationAttributes,
} from "./protocol.js";
export { createProviderHandlers, type ProviderHandlers } from "./provider.js";
