/**
 * CDK constructs that register one account or many.
 *
 * @module fleetwise-registration/cdk
 */

export { FleetWiseMultiAccountRegistration } from "./fleetwise-multi-account-registration.js";
export { FleetWiseRegistration } from "./fleetwise-registration.js";
export type {
  FleetWiseMultiAccountRegistrationProps,
  MultiAccountResultsProps,
} from "./multi-account-props.js";
export type { FleetWiseRegistrationProps, TimestreamResourcesProps } from "./props.js";
