// What example 12 deploys. All that it needs comes from the one entry, also the client: with the function's own credentials.
import { createProviderHandlers } from "fleetwise-registration/custom-resource";

export const { onEvent, isComplete } = createProviderHandlers({ maxRegistrations: 2 });
