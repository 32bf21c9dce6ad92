// What example 12 deploys.
import { createFleetWiseClient } from "fleetwise-registration";
import { createRegistrationHandlers } from "fleetwise-registration/custom-resource";

export const { onEvent, isComplete } = createRegistrationHandlers({
  client: createFleetWiseClient(),
  maxRegistrations: 2,
});
