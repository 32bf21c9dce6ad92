import { createFleetWiseClient } from "../../index.js";
import type { Host } from "../host.js";
import type { TargetOptions } from "../program.js";
import { DEFAULT_SCENARIO, type Scenario, timelineOf } from "../scenarios.js";
import { UsageError } from "../usage-error.js";
import { addressesOf } from "./addresses.js";
import { credentialsOf } from "./credentials.js";
import { type Http, openHttp } from "./http.js";
import type { Address, Target } from "./target.js";

/** The targets of a command, and what is there only for them. */
export interface Targets extends AsyncDisposable {
  readonly list: readonly Target[];
  /** Emulated seconds to a second; 1 with AWS itself. */
  readonly timeScale: number;
}

/** Makes five minutes ten seconds. */
const DEMO_TIME_SCALE = 30;

/** @throws UsageError, or the library's TypeError, where an option is wrong. */
export async function openTargets(options: TargetOptions, env: Host["env"]): Promise<Targets> {
  const { emulate, timeScale } = options;
  if (emulate === undefined && timeScale !== undefined) {
    throw new UsageError("Expected --time-scale together with --emulate: AWS's own time cannot be scaled.");
  }
  const addresses = await addressesOf(options, env);
  const http = openHttp();
  return emulate === undefined
    ? reached(addresses, options, env, http)
    : emulated(addresses, emulate === true ? DEFAULT_SCENARIO : emulate, timeScale ?? DEMO_TIME_SCALE, http);
}

function reached(
  addresses: readonly Address[],
  options: TargetOptions,
  env: Host["env"],
  http: Http,
): Targets {
  const list = addresses.map((address) => ({
    name: address.name,
    client: createFleetWiseClient({
      region: address.region,
      profile: address.profile,
      endpoint: options.endpointUrl,
      useDualstackEndpoint: options.dualstack,
      credentials: credentialsOf(address, env),
      requestHandler: http.requestHandler,
    }),
  }));
  return { list, timeScale: 1, [Symbol.asyncDispose]: async () => http[Symbol.dispose]() };
}

/** An emulator for each target: they are accounts and regions of their own. */
async function emulated(
  addresses: readonly Address[],
  scenario: Scenario,
  timeScale: number,
  http: Http,
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
        requestHandler: http.requestHandler,
      }),
    })),
    timeScale,
    async [Symbol.asyncDispose]() {
      http[Symbol.dispose]();
      await Promise.all(emulators.map((emulator) => emulator.close()));
    },
  };
}
