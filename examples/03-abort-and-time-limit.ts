// Ends the wait after ten minutes, or immediately when the operator presses Ctrl-C, and leaves nothing running.
import { IoTFleetWiseClient } from "@aws-sdk/client-iotfleetwise";
import { isRegistrationError, waitUntilRegistered } from "fleetwise-registration";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("stopped by the operator")));

try {
  const { customerAccountId } = await waitUntilRegistered({
    client: new IoTFleetWiseClient({}),
    maxWaitTime: Number(process.env["MAX_WAIT_TIME"] ?? 600),
    abortSignal: stop.signal,
  });
  console.log(`account ${customerAccountId} is registered`);
} catch (error) {
  // An abort rejects with the signal's own reason, a failed wait with an error of the library.
  console.error(error instanceof Error ? error.message : error);
  if (isRegistrationError(error)) console.error(`${error.code}, requests: ${error.attempts}`);
  process.exitCode = 1;
}
