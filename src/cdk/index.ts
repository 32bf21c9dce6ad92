export {
  FleetWiseRegistration,
  type FleetWiseRegistrationProps,
  type TimestreamResourcesProps,
} from "./fleetwise-registration.js";
