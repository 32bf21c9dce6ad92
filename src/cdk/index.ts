export {
  type FleetResultsProps,
  FleetWiseFleetRegistration,
  type FleetWiseFleetRegistrationProps,
} from "./fleetwise-fleet-registration.js";
export { FleetWiseRegistration } from "./fleetwise-registration.js";
export type { FleetWiseRegistrationProps, TimestreamResourcesProps } from "./props.js";
