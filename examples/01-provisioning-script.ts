// Awaits the registration in a provisioning script, and prints each transition.
//
//   node --import tsx examples/01-provisioning-script.ts                         on the embedded emulator, in ten seconds
//   node --import tsx examples/01-provisioning-script.ts --region eu-central-1   your account, with your AWS credentials
import { parseArgs } from "node:util";
import {
  createFleetWiseClient,
  describeRegistration,
  expectedFinish,
  watchRegistration,
} from "fleetwise-registration";
import { startEmulator } from "fleetwise-registration/testing";
import { lastValueFrom, tap } from "rxjs";

const { region } = parseArgs({ options: { region: { type: "string" } } }).values;
const emulator = region ? undefined : await startEmulator({ timeline: "registers", timeScale: 30 });
const credentials = { accessKeyId: "emulated", secretAccessKey: "emulated" };
const client = createFleetWiseClient(
  emulator ? { endpoint: emulator.endpoint, region: "us-east-1", credentials } : { region },
);
// The emulator's time runs thirty times as fast, so the polls do too.
const pace = emulator ? { cadence: expectedFinish({ interval: 5 / 30, expected: 10 }), minDelay: 0.1 } : {};
if (emulator) console.log("emulated: nothing is sent to AWS");
try {
  const { snapshot } = await lastValueFrom(
    watchRegistration({ client, ...pace }).pipe(
      tap(({ elapsedMs, resource, to }) =>
        console.log(`${(elapsedMs / 1000).toFixed(1).padStart(5)} s  ${resource.padEnd(10)}  ${to}`),
      ),
    ),
  );
  if (snapshot) console.log(describeRegistration(snapshot) + (emulator ? " (emulated)" : ""));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await emulator?.close();
}
