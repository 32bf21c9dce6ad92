// Waits for a registration on the package's own emulator, and prints each transition.
import { createFleetWiseClient, watchRegistration } from "fleetwise-registration";
import { startEmulator } from "fleetwise-registration/testing";
import { lastValueFrom, tap } from "rxjs";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const emulator = await startEmulator({ timeline: "registers", timeScale: 1000, credentials });
const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "eu-central-1", credentials });
await lastValueFrom(
  watchRegistration({ client, minDelay: 0.02, maxDelay: 0.02 }).pipe(
    tap(({ resource, to }) => console.log(resource, to)),
  ),
);
await emulator.close();
