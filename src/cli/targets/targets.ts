import PQueue from "p-queue";
import { createFleetWiseClient, type FleetWiseClient } from "../../index.js";
import type { Emulator } from "../../testing/index.js";
import { REGIONS, REGIONS_IN_WORDS } from "../../text/regions.js";
import { type TargetError, UsageError } from "../errors.js";
import type { Host } from "../host.js";
import type { TargetFlags } from "../options.js";
import { DEFAULT_SCENARIO, DEMO_TIME_SCALE, type Scenario, timelineOf } from "../scenarios.js";
import { type Account, accountOf } from "./account.js";
import { type Address, addressesOf } from "./addresses.js";
import { signers } from "./credentials.js";
import { rateLimited, rateLimiter } from "./rate-limiter.js";
import { openTransport, type Transport } from "./transport.js";

/** One registration, of an account in a region. */
export interface Target {
  /** The names of the targets with this registration and the same credentials: they share one wait. */
  readonly names: readonly [string, ...string[]];
  readonly client: FleetWiseClient | TargetError;
  /** `undefined` if an emulator responds. */
  readonly account?: Account;
  readonly assumesRole?: boolean;
  /** The options that select only this target; `undefined` if none do, because no option names a role. */
  readonly alone?: Partial<Record<"region" | "profile" | "account", string | undefined>> | undefined;
}

/** The targets of a command, with the resources to release at its end. */
export interface Targets extends AsyncDisposable {
  readonly list: readonly Target[];
  /** The names of all targets, in their order. */
  readonly names: readonly string[];
  /** Emulated seconds in a second; 1 with AWS itself. */
  readonly timeScale: number;
  readonly emulated: boolean;
  readonly warnings: readonly string[];
}

/** @throws UsageError if an option, an environment variable or the targets file is invalid. */
export async function openTargets(flags: TargetFlags, host: Host): Promise<Targets> {
  const { emulate, timeScale = DEMO_TIME_SCALE } = flags;
  const emulated = emulate !== undefined;
  if (!emulated && flags.timeScale !== undefined)
    throw new UsageError("Expected --time-scale together with --emulate: AWS's own time cannot be scaled.");
  const addresses = await addressesOf(flags, host);
  const transport = await openTransport(emulated ? {} : host.env);
  const scenario = emulate === true ? DEFAULT_SCENARIO : emulate;
  const emulators = scenario ? await startEmulators(addresses.length, scenario, timeScale) : [];
  return {
    list: emulated
      ? emulatedTargets(addresses, emulators, transport)
      : targetsOf(addresses, flags, host.env, transport),
    names: addresses.map(({ name }) => name),
    timeScale: emulated ? timeScale : 1,
    emulated,
    warnings: [...new Set(addresses.flatMap(unservedRegion))],
    async [Symbol.asyncDispose]() {
      transport[Symbol.dispose]();
      await Promise.all(emulators.map((emulator) => emulator.close()));
    },
  };
}

function targetsOf(
  addresses: readonly Address[],
  flags: TargetFlags,
  env: Host["env"],
  transport: Transport,
): readonly Target[] {
  const sts = rateLimiter();
  const signerOf = signers(env, transport, sts);
  // The targets of one account and region share a quota. Without a role, the account is not known yet: the profile stands for it.
  const queues = new Map<string, PQueue>();
  const queueOf = ({ roleArn, profile, region }: Address) => {
    const key = JSON.stringify([roleArn?.split(":")[4] ?? profile, region]);
    const queue = queues.get(key) ?? rateLimiter();
    queues.set(key, queue);
    return queue;
  };
  return registrations(addresses).map(([address, names]) => {
    const { region, profile, profileGiven, roleArn, expectedAccountId, problem } = address;
    const account = accountOf(address, signerOf(address), transport, sts);
    const client = createFleetWiseClient({
      region,
      profile,
      endpoint: flags.endpointUrl,
      useDualstackEndpoint: flags.dualstack,
      credentials: account.credentials,
      requestHandler: transport.requestHandler,
    });
    const limited = problem ?? rateLimited(client, queueOf(address));
    const options = { region, profile: profileGiven ? profile : undefined, account: expectedAccountId };
    const assumesRole = roleArn !== undefined;
    return { names, client: limited, account, assumesRole, alone: assumesRole ? undefined : options };
  });
}

/** Groups addresses that differ only in their name: they mean the same registration, with the same credentials. */
function registrations(addresses: readonly Address[]) {
  const groups = new Map<string, readonly [address: Address, names: [string, ...string[]]]>();
  for (const address of addresses) {
    const key = JSON.stringify({ ...address, name: undefined });
    const group = groups.get(key);
    if (group) group[1].push(address.name);
    else groups.set(key, [address, [address.name]]);
  }
  return [...groups.values()];
}

function unservedRegion({ region, endpoint, isLocal }: Address): readonly string[] {
  if (region === undefined || endpoint !== undefined || isLocal || REGIONS.includes(region)) return [];
  return [`${region} is not a known region of AWS IoT FleetWise: the service is in ${REGIONS_IN_WORDS}.`];
}

/** Starts an emulator for each target, because each is an account and region of its own. */
async function startEmulators(count: number, scenario: Scenario, timeScale: number) {
  const { startEmulator } = await import("../../testing/index.js");
  const timeline = timelineOf(scenario);
  return await Promise.all(Array.from({ length: count }, () => startEmulator({ timeline, timeScale })));
}

function emulatedTargets(
  addresses: readonly Address[],
  emulators: readonly Emulator[],
  { requestHandler }: Transport,
): readonly Target[] {
  const credentials = { accessKeyId: "emulated", secretAccessKey: "emulated" };
  return addresses.map(({ name, region }, index) => {
    const endpoint = emulators[index]?.endpoint;
    const client = createFleetWiseClient({ region, endpoint, credentials, requestHandler });
    return { names: [name], client: rateLimited(client, new PQueue()), alone: { region } };
  });
}
