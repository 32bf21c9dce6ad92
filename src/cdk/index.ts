export {
  type FleetResultsProps,
  FleetWiseFleetRegistration,
  type FleetWiseFleetRegistrationProps,
} from "./fleetwise-fleet-registration.js";
export {
  FleetWiseRegistration,
  type FleetWiseRegistrationProps,
  type TimestreamResourcesProps,
} from "./fleetwise-registration.js";
