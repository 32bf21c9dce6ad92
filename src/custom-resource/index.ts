/**
 * Handlers of a CloudFormation custom resource that registers the account.
 *
 * @module fleetwise-registration/custom-resource
 */

// Exports the client too: this entry point is bundled into one file, so a function that uses both can import them from here.
export { createFleetWiseClient, type FleetWiseClient, type FleetWiseClientConfig } from "../index.js";
export { createCloudFormationHandler } from "./cloudformation.js";
export type { HandlerOptions, HandlerWaitOptions } from "./config.js";
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
