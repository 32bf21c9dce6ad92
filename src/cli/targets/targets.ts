import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createFleetWiseClient, type FleetWiseClient } from "../../index.js";
import type { Host } from "../host.js";
import type { TargetFlags } from "../program.js";
import { DEFAULT_SCENARIO, DEMO_TIME_SCALE, type Scenario, timelineOf } from "../scenarios.js";
import { UsageError } from "../usage-error.js";
import { type Address, addressesOf } from "./addresses.js";
import { credentialsOf } from "./credentials.js";

/** One registration: that of an account, in a region. */
export interface Target {
  readonly name: Address["name"];
  readonly client: FleetWiseClient;
}

/** The targets of a command, and what is there only for them. */
export interface Targets extends AsyncDisposable {
  readonly list: readonly Target[];
  /** Emulated seconds to a second; 1 with AWS itself. */
  readonly timeScale: number;
}

/** @throws UsageError, or the library's TypeError, where an option is wrong. */
export async function openTargets(flags: TargetFlags, env: Host["env"]): Promise<Targets> {
  const { emulate, timeScale } = flags;
  if (emulate === undefined && timeScale !== undefined) {
    throw new UsageError("Expected --time-scale together with --emulate: AWS's own time cannot be scaled.");
  }
  const addresses = await addressesOf(flags, env);
  // `node:http` is ready sooner than `fetch`, by some 80 ms.
  const requestHandler = new NodeHttpHandler();
  return emulate === undefined
    ? reached(addresses, flags, env, requestHandler)
    : emulated(
        addresses,
        emulate === true ? DEFAULT_SCENARIO : emulate,
        timeScale ?? DEMO_TIME_SCALE,
        requestHandler,
      );
}

function reached(
  addresses: readonly Address[],
  flags: TargetFlags,
  env: Host["env"],
  requestHandler: NodeHttpHandler,
): Targets {
  const list = addresses.map((address) => ({
    name: address.name,
    client: createFleetWiseClient({
      region: address.region,
      profile: address.profile,
      endpoint: flags.endpointUrl,
      useDualstackEndpoint: flags.dualstack,
      credentials: credentialsOf(address, env),
      requestHandler,
    }),
  }));
  return { list, timeScale: 1, [Symbol.asyncDispose]: async () => requestHandler.destroy() };
}

/** An emulator for each target: they are accounts and regions of their own. */
async function emulated(
  addresses: readonly Address[],
  scenario: Scenario,
  timeScale: number,
  requestHandler: NodeHttpHandler,
): Promise<Targets> {
  const { startEmulator } = await import("../../testing/index.js");
  const timeline = timelineOf(scenario);
  const emulators = await Promise.all(addresses.map(() => startEmulator({ timeline, timeScale })));
  return {
    list: addresses.map(({ name, region }, index) => ({
      name,
      client: createFleetWiseClient({
        region,
        endpoint: emulators[index]?.endpoint,
        credentials: { accessKeyId: "emulated", secretAccessKey: "emulated" },
        requestHandler,
      }),
    })),
    timeScale,
    async [Symbol.asyncDispose]() {
      requestHandler.destroy();
      await Promise.all(emulators.map((emulator) => emulator.close()));
    },
  };
}
