export type { FleetWiseClientConfig, RequestHandler } from "./client/built-in/client-config.js";
export type {
  GetRegisterAccountStatusOutput,
  IamRegistrationResponse,
  RegisterAccountOutput,
  TimestreamRegistrationResponse,
} from "./client/built-in/shapes.js";
export {
  createFleetWiseClient,
  type FleetWiseCallOptions,
  type FleetWiseClient,
} from "./client/fleetwise-client.js";
export { type EnsureEvent, ensureEvents, ensureRegistered } from "./ensure.js";
export {
  AccountNotRegisteredError,
  isRegistrationError,
  RegistrationError,
  type RegistrationErrorCode,
  type RegistrationEvidence,
  RegistrationFailedError,
  type RegistrationFailure,
  RegistrationTimeoutError,
  ServiceCallError,
} from "./errors.js";
export type { EnsureConfig } from "./options/ensure.js";
export type { RegistrationClient, StatusSource } from "./options/source.js";
export type { RegistrationWaiterConfig } from "./options/waiter.js";
export { pollRegistration, type RegistrationPoller } from "./poller.js";
export type {
  IamResources,
  RegisterAccountInput,
  TimestreamResources,
} from "./registration/register-account.js";
export type {
  IamRegistration,
  RegistrationSnapshot,
  TimestreamRegistration,
} from "./registration/snapshot.js";
export type { ObservedStatus, RegistrationResource, RegistrationStatus } from "./registration/status.js";
export type { RegistrationTransition } from "./registration/transition.js";
export { describeRegistration, type Verdict, verdictOf } from "./registration/verdict.js";
export {
  type Cadence,
  type CadenceContext,
  type ExpectedFinishOptions,
  expectedFinish,
} from "./timing/cadence.js";
export { type GetRegistrationConfig, getRegistration, waitUntilRegistered } from "./wait.js";
export { registrationEvents } from "./waiting/loop.js";
export type { RegistrationRegister } from "./waiting/registering.js";
export type { RegistrationEvent, RegistrationPoll, RegistrationRetry } from "./waiting/step.js";
export { watchRegistration } from "./watch.js";
