// One poll loop serves two parts of a program: one shows the progress, the other awaits the outcome.
import { IoTFleetWiseClient } from "@aws-sdk/client-iotfleetwise";
import { createRegistrationPoller } from "fleetwise-registration";

const poller = createRegistrationPoller({ client: new IoTFleetWiseClient({}) });

// Without an error handler, RxJS would report the failure as unhandled, although the promise below reports it too.
poller.transitions$.subscribe({
  next: ({ resource, to }) => console.log(`${resource}: ${to}`),
  error: () => console.log("no more progress"),
});

try {
  const { customerAccountId } = await poller.waitUntilRegistered();
  console.log(`account ${customerAccountId} is registered`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
