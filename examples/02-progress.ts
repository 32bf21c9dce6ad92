// Subscribes to the progress and awaits the end in one expression, so a failure reaches your own catch.
import { IoTFleetWiseClient } from "@aws-sdk/client-iotfleetwise";
import { watchRegistrationEvents } from "fleetwise-registration";
import { lastValueFrom, tap } from "rxjs";

const client = new IoTFleetWiseClient({});

try {
  await lastValueFrom(
    watchRegistrationEvents({ client }).pipe(
      tap((event) => {
        if (event.type === "transition")
          console.log(`${event.resource}: ${event.from ?? "(new)"} -> ${event.to}`);
        if (event.type === "retry") console.log(`request ${event.attempt} failed: ${event.failure.reason}`);
      }),
    ),
  );
  console.log("registered");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
