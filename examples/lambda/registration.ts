// What example 12 deploys.
import { createFleetWiseClient } from "fleetwise-registration";
import { createProviderHandlers } from "fleetwise-registration/custom-resource";

export const { onEvent, isComplete } = createProviderHandlers({
  client: createFleetWiseClient(),
  maxRegistrations: 2,
});
