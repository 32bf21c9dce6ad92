export { createRegistrationHandlers, type RegistrationHandlers } from "./handlers.js";
export type { HandlerOptions, RegistrationHandlersConfig } from "./handlers-config.js";
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
export { createRegistrationHandler, type LambdaContext } from "./single.js";
