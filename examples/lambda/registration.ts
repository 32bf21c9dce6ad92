// The functions of example 12. The custom-resource entry point contains the client too, which uses the function's credentials.
import { createProviderHandlers } from "fleetwise-registration/custom-resource";

export const { onEvent, isComplete } = createProviderHandlers({ maxRegistrations: 2 });
