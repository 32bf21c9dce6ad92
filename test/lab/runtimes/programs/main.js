// Runs the consumer against the package's own emulator in the same process.
import { startEmulator } from "fleetwise-registration/testing";
import { consume } from "./consumer.js";
import { startEmulators } from "./emulators.js";

const { endpoints, close } = await startEmulators(startEmulator);
await consume(endpoints, (line) => console.log(line));
await close();
