// An application that passes the official clients.
import { IoTFleetWise, IoTFleetWiseClient } from "@aws-sdk/client-iotfleetwise";
import { createRegistrationPoller, ensureRegistered, waitUntilRegistered } from "fleetwise-registration";

export async function provision(bare: IoTFleetWiseClient, aggregated: IoTFleetWise): Promise<void> {
  await waitUntilRegistered({ client: bare, abortSignal: undefined });
  await ensureRegistered({ client: bare });
  await ensureRegistered({ client: aggregated });
  const { lastModificationTime: since } = await aggregated.registerAccount({});
  await createRegistrationPoller({ client: aggregated, since }).waitUntilRegistered();
}

// @ts-expect-error The client is an instance of a class, not an object with the classes.
export const noClient = () => waitUntilRegistered({ client: { IoTFleetWise, IoTFleetWiseClient } });
