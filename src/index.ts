/**
 * Waits for an AWS IoT FleetWise account registration, follows its progress, and registers the account if needed.
 *
 * @module fleetwise-registration
 */

export type { FleetWiseClientConfig, OrProvider } from "./client/built-in/client-config.js";
export type { RequestHandler, RequestHandlerOptions } from "./client/built-in/handler.js";
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
export { ensureRegistered, watchEnsureEvents } from "./ensure.js";
export {
  AccountNotRegisteredError,
  type AnyRegistrationError,
  type FailedResource,
  isRegistrationError,
  type RegistrationCounts,
  RegistrationError,
  type RegistrationErrorCode,
  type RegistrationErrorDetails,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ResourcesDifferError,
  ResultOutdatedError,
  ServiceCallError,
  type ServiceCallErrorCode,
  type TimeoutPhase,
  TimestreamAtRiskError,
} from "./errors.js";
export type { AdviceTopic, EndTopic, RequestTopic } from "./failures/advice.js";
export type { FailureKind } from "./failures/service-errors.js";
export type { EnsureOptions } from "./options/ensure.js";
export type { RegistrationClient, StatusSource } from "./options/source.js";
export type { RegistrationWaiterOptions } from "./options/waiter.js";
export { createRegistrationPoller, type PollerWaitOptions, type RegistrationPoller } from "./poller.js";
export type { RegistrationOperation } from "./registration/operation.js";
export type {
  IamResources,
  RegisterAccountInput,
  TimestreamResources,
} from "./registration/register-account.js";
export {
  describeRegistration,
  type RegistrationState,
  registrationState,
} from "./registration/registration-state.js";
export {
  type IamRegistration,
  parseRegistration,
  type RegistrationSnapshot,
  type TimestreamRegistration,
} from "./registration/snapshot.js";
export type { ObservedStatus, RegistrationResource, RegistrationStatus } from "./registration/status.js";
export {
  type Cadence,
  type CadenceContext,
  type ExpectedFinishOptions,
  expectedFinish,
} from "./timing/cadence.js";
export { type GetRegistrationOptions, getRegistration, waitUntilRegistered } from "./wait.js";
export type {
  EnsureEvent,
  FailureRecord,
  PollEvent,
  RegisterAccountEvent,
  RegistrationEvent,
  RetryEvent,
  TransitionEvent,
} from "./waiting/events.js";
export { watchRegistration, watchRegistrationEvents } from "./watch.js";
