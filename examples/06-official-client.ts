// The official SDK's aggregated client registers, and the waiter takes its answer: verdicts that are older are not ours.
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
