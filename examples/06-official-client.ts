// The SDK's aggregated client registers. For the grace period, the wait then ignores results older than RegisterAccount's
// response. RegisterAccount with {} removes the Timestream metadata that the service has stored.
import { IoTFleetWise } from "@aws-sdk/client-iotfleetwise";
import { describeRegistration, waitUntilRegistered } from "fleetwise-registration";

const client = new IoTFleetWise({});

try {
  const { lastModificationTime: since } = await client.registerAccount({});
  console.log(describeRegistration(await waitUntilRegistered({ client, since })));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
