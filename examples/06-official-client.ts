// The SDK's aggregated client registers, and the wait ignores results older than RegisterAccount's response. For a registered account,
// RegisterAccount with {} removes the Timestream metadata that the service has stored.
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
