import PQueue from "p-queue";
import { createFleetWiseClient, type FleetWiseClient } from "../../index.js";
import { REGIONS, REGIONS_IN_WORDS } from "../../text/regions.js";
import type { Host } from "../host.js";
import type { TargetFlags } from "../options.js";
import { DEFAULT_SCENARIO, DEMO_TIME_SCALE, type Scenario, timelineOf } from "../scenarios.js";
import { UsageError } from "../usage-error.js";
import { type AccountCheck, accounts } from "./account.js";
import { type Address, addressesOf } from "./addresses.js";
import { signers } from "./credentials.js";
import { rateLimited, rateLimiter } from "./rate-limiter.js";
import type { TargetError } from "./target-error.js";
import { directTransport, openTransport } from "./transport.js";

/** One registration, of an account in a region, and how the command line reaches it. */
export interface Target {
  /** The names of the targets that mean this registration: with the same credentials, one wait serves all of them. */
  readonly names: readonly [string, ...string[]];
  /** The client, or the reason why there is none. */
  readonly client: FleetWiseClient | TargetError;
  /** How the account is found out; absent if an emulator answers. */
  readonly identity?: AccountCheck;
  /** Whether STS has to hand out a role before the first request. */
  readonly assumesRole: boolean;
}

/** The targets of a command, and what is there only for them. */
export interface Targets extends AsyncDisposable {
  readonly list: readonly Target[];
  /** The names of all targets, in their order. */
  readonly names: readonly string[];
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
  const sts = rateLimiter();
  const signerOf = signers(env, requestHandler, sts);
  const { guarded, accountCheck } = accounts(requestHandler, sts);
  // The targets of one account and region share its quota, whatever their credentials.
  const queues = new Map<string, PQueue>();
  const queueOf = ({ roleArn, profile, region }: Address) => {
    const key = JSON.stringify([roleArn?.split(":")[4] ?? profile, region]);
    const queue = queues.get(key) ?? rateLimiter();
    queues.set(key, queue);
    return queue;
  };
  const list = registrations(addresses).map(({ address, names }) => {
    const { region, profile, roleArn, problem } = address;
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
      names,
      client: problem ?? rateLimited(client, queueOf(address)),
      identity: accountCheck(address, signer),
      assumesRole: roleArn !== undefined,
    };
  });
  return {
    list,
    names: addresses.map(({ name }) => name),
    timeScale: 1,
    emulated: false,
    warnings: [...new Set(addresses.flatMap(unservedRegion))],
    [Symbol.asyncDispose]: async () => transport[Symbol.dispose](),
  };
}

/** Groups addresses that differ in nothing but their name: they mean the same registration, and use the same credentials. */
function registrations(addresses: readonly Address[]) {
  const groups = new Map<string, { readonly address: Address; readonly names: [string, ...string[]] }>();
  for (const address of addresses) {
    const key = JSON.stringify({ ...address, name: undefined });
    const group = groups.get(key);
    if (group) group.names.push(address.name);
    else groups.set(key, { address, names: [address.name] });
  }
  return [...groups.values()];
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
    list: addresses.map(({ name, region }, index) => {
      const client = createFleetWiseClient({
        region,
        endpoint: emulators[index]?.endpoint,
        credentials: { accessKeyId: "emulated", secretAccessKey: "emulated" },
        requestHandler: transport.requestHandler,
      });
      return { names: [name], client: rateLimited(client, new PQueue()), assumesRole: false };
    }),
    names: addresses.map(({ name }) => name),
    timeScale,
    emulated: true,
    warnings: [],
    async [Symbol.asyncDispose]() {
      transport[Symbol.dispose]();
      await Promise.all(emulators.map((emulator) => emulator.close()));
    },
  };
}
