import { createFleetWiseClient, type FleetWiseClient } from "../../index.js";
import { REGIONS, REGIONS_IN_WORDS } from "../../text/regions.js";
import type { TargetFlags } from "../flags.js";
import type { Host } from "../host.js";
import { DEFAULT_SCENARIO, DEMO_TIME_SCALE, type Scenario, timelineOf } from "../scenarios.js";
import { UsageError } from "../usage-error.js";
import { accounts, type Identity } from "./account.js";
import { type Address, addressesOf } from "./addresses.js";
import { signers } from "./credentials.js";
import type { TargetError } from "./target-error.js";
import { directTransport, openTransport } from "./transport.js";
import { REQUESTS_PER_SECOND, type Turns, turns } from "./turns.js";

/** One registration: that of an account, in a region. */
export interface Target {
  readonly name: Address["name"];
  /** What is asked, or why nothing can be. */
  readonly client: FleetWiseClient | TargetError;
  /** Finds out whose account it is; absent if an emulator answers. @throws TargetError if another account is expected. */
  readonly identify?: (signal: AbortSignal) => Promise<Identity>;
  /** Whether nothing may be sent before it is known that the account is the expected one. */
  readonly accountExpected?: boolean;
}

/** The targets of a command, and what is there only for them. */
export interface Targets extends AsyncDisposable {
  readonly list: readonly Target[];
  /** Emulated seconds to a second; 1 with AWS itself. */
  readonly timeScale: number;
  /** Whether no AWS account is asked. */
  readonly emulated: boolean;
  /** What looks wrong before anything is asked. */
  readonly warnings: readonly string[];
}

/** @throws UsageError, or the library's TypeError, where an option is wrong. */
export async function openTargets(flags: TargetFlags, host: Host): Promise<Targets> {
  const { emulate, timeScale } = flags;
  if (emulate === undefined && timeScale !== undefined) {
    throw new UsageError("Expected --time-scale together with --emulate: AWS's own time cannot be scaled.");
  }
  const addresses = await addressesOf(flags, host);
  return emulate === undefined
    ? await reached(addresses, flags, host)
    : await emulated(addresses, emulate === true ? DEFAULT_SCENARIO : emulate, timeScale ?? DEMO_TIME_SCALE);
}

async function reached(addresses: readonly Address[], flags: TargetFlags, { env }: Host): Promise<Targets> {
  const transport = await openTransport(env);
  const { requestHandler } = transport;
  const stsTurn = turns(REQUESTS_PER_SECOND);
  const signerOf = signers(env, requestHandler, stsTurn);
  const { guarded, identify } = accounts(requestHandler, stsTurn);
  const quotas = new Map<string, Turns>();
  const quotaOf = (address: Address) => {
    const key = JSON.stringify([address.roleArn?.split(":")[4] ?? address.profile, address.region]);
    const quota = quotas.get(key) ?? turns(REQUESTS_PER_SECOND);
    quotas.set(key, quota);
    return quota;
  };
  const list = addresses.map((address) => {
    const { name, region, profile, problem, expectedAccountId } = address;
    const signer = signerOf(address);
    const client = createFleetWiseClient({
      region,
      profile,
      endpoint: flags.endpointUrl,
      useDualstackEndpoint: flags.dualstack,
      credentials: guarded(address, signer),
      requestHandler,
    });
    return {
      name,
      client: problem ?? paced(client, quotaOf(address)),
      identify: (signal: AbortSignal) => identify(address, signer, signal),
      accountExpected: expectedAccountId !== undefined,
    };
  });
  return {
    list,
    timeScale: 1,
    emulated: false,
    warnings: [...new Set(addresses.flatMap(unservedRegion))],
    [Symbol.asyncDispose]: async () => transport[Symbol.dispose](),
  };
}

/** Those of one account and region share a quota: they read in turns. */
function paced(client: FleetWiseClient, turn: Turns): FleetWiseClient {
  return {
    getRegisterAccountStatus: async (input, options) => {
      await turn(options?.abortSignal);
      return await client.getRegisterAccountStatus(input, options);
    },
    registerAccount: async (input, options) => {
      await turn(options?.abortSignal);
      return await client.registerAccount(input, options);
    },
  };
}

function unservedRegion({ region, endpointConfigured }: Address): readonly string[] {
  if (region === undefined || endpointConfigured || REGIONS.includes(region)) return [];
  return [`${region} is no region of AWS IoT FleetWise that is known here: it is in ${REGIONS_IN_WORDS}.`];
}

/** An emulator for each target: they are accounts and regions of their own. */
async function emulated(
  addresses: readonly Address[],
  scenario: Scenario,
  timeScale: number,
): Promise<Targets> {
  const { startEmulator } = await import("../../testing/index.js");
  const transport = directTransport();
  const timeline = timelineOf(scenario);
  const emulators = await Promise.all(addresses.map(() => startEmulator({ timeline, timeScale })));
  return {
    list: addresses.map(({ name, region }, index) => ({
      name,
      client: createFleetWiseClient({
        region,
        endpoint: emulators[index]?.endpoint,
        credentials: { accessKeyId: "emulated", secretAccessKey: "emulated" },
        requestHandler: transport.requestHandler,
      }),
    })),
    timeScale,
    emulated: true,
    warnings: [],
    async [Symbol.asyncDispose]() {
      transport[Symbol.dispose]();
      await Promise.all(emulators.map((emulator) => emulator.close()));
    },
  };
}
