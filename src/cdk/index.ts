export type { FleetResultsProps, FleetWiseFleetRegistrationProps } from "./fleet-props.js";
export { FleetWiseFleetRegistration } from "./fleetwise-fleet-registration.js";
export { FleetWiseRegistration } from "./fleetwise-registration.js";
export type { FleetWiseRegistrationProps, TimestreamResourcesProps } from "./props.js";
