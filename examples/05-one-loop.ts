// Progress for one part of a program, the outcome for another: one poll loop serves both, so the service is read once.
import { IoTFleetWiseClient } from "@aws-sdk/client-iotfleetwise";
import { createRegistrationPoller } from "fleetwise-registration";

const poller = createRegistrationPoller({ client: new IoTFleetWiseClient({}) });

// A subscriber without an error handler would make RxJS report the failure as unhandled: the promise below tells it.
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
