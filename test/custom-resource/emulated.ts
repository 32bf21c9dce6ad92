// Handlers whose service is an emulator.
import { type HandlerRuntime, lambdaRuntime } from "../../src/custom-resource/reconcile.js";
import { createFleetWiseClient, type FleetWiseClient } from "../../src/index.js";
import { startEmulator, type Timeline, timelines } from "../../src/testing/index.js";

/**
 * Returns a timeline whose registration ended ten hours ago, if the time scale is 1000. By default, every new registration
 * succeeds immediately.
 */
export function registeredBefore(
  registrations: Timeline["registrations"] = timelines.registersInstantly.registrations,
): Timeline {
  const stages = timelines.registersInstantly.before ?? [];
  return { before: stages.map((stage) => ({ ...stage, at: stage.at - 3.6e7 })), registrations };
}

/** Returns the runtime of Lambda with other limits. */
export function runtime(times: Partial<HandlerRuntime["times"]>): HandlerRuntime {
  return { ...lambdaRuntime, times: { ...lambdaRuntime.times, ...times } };
}

/** Returns the built-in client for an emulator. */
export function clientOf({ endpoint }: { readonly endpoint: string }): FleetWiseClient {
  return createFleetWiseClient({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
}

/** Loads the modules of the first request, which takes real time, while virtual time would advance. */
export async function loadClient(): Promise<void> {
  await using emulator = await startEmulator();
  await clientOf(emulator).registerAccount();
}
