import PQueue from "p-queue";
import { createFleetWiseClient, type FleetWiseClient } from "../../index.js";
import { REGIONS, REGIONS_IN_WORDS } from "../../text/regions.js";
import { type TargetError, UsageError } from "../errors.js";
import type { Host } from "../host.js";
import type { TargetFlags } from "../options.js";
import { DEFAULT_SCENARIO, DEMO_TIME_SCALE, timelineOf } from "../scenarios.js";
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
  const timeline = timelineOf(emulate === true || emulate === undefined ? DEFAULT_SCENARIO : emulate);
  // Each target is an account and region of its own.
  const start = async () => (await import("../../testing/index.js")).startEmulator({ timeline, timeScale });
  const emulators = await Promise.all(emulated ? addresses.map(start) : []);
  const emulatedTarget = (address: Address, index: number) =>
    onEmulator(address, transport, emulators[index]?.endpoint);
  return {
    list: emulated ? addresses.map(emulatedTarget) : targetsOf(addresses, flags, host, transport),
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

function targetsOf(addresses: readonly Address[], flags: TargetFlags, { env }: Host, transport: Transport) {
  const { endpointUrl: endpoint, dualstack: useDualstackEndpoint } = flags;
  const { requestHandler } = transport;
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
  return registrations(addresses).map(([address, names]): Target => {
    const { region, profile, profileGiven, roleArn, expectedAccountId, problem } = address;
    const account = accountOf(address, signerOf(address), transport, sts);
    const { credentials } = account;
    const config = { region, profile, endpoint, useDualstackEndpoint, credentials, requestHandler };
    const client = problem ?? rateLimited(createFleetWiseClient(config), queueOf(address));
    const options = { region, profile: profileGiven ? profile : undefined, account: expectedAccountId };
    const assumesRole = roleArn !== undefined;
    return { names, client, account, assumesRole, alone: assumesRole ? undefined : options };
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

function onEmulator({ name, region }: Address, { requestHandler }: Transport, endpoint?: string): Target {
  const credentials = { accessKeyId: "emulated", secretAccessKey: "emulated" };
  const client = createFleetWiseClient({ region, endpoint, credentials, requestHandler });
  return { names: [name], client: rateLimited(client, new PQueue()), alone: { region } };
}
