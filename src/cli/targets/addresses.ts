import { readConfigFiles } from "../../client/aws-config/config-files.js";
import type { ConfigFiles } from "../../client/aws-config/profiles.js";
import { profileOf, type SharedConfig, sharedConfigOf } from "../../client/aws-config/shared-config.js";
import { parseFailure } from "../../failures/failure.js";
import { REGIONS_IN_WORDS } from "../../text/regions.js";
import type { Host } from "../host.js";
import type { TargetFlags } from "../options.js";
import { UsageError } from "../usage-error.js";
import { TargetError } from "./target-error.js";
import { readTargetsFile, type TargetEntry } from "./targets-file.js";

/** How a target is reached. */
export interface Address {
  /** What it is called in everything that is printed; no two are called the same. */
  readonly name: string;
  readonly region?: string | undefined;
  /** The profile whose settings hold. */
  readonly profile?: string | undefined;
  /** Whether the profile was asked for, and does not just stand in the environment: then its credentials hold too. */
  readonly profileGiven: boolean;
  /** A role to assume, with the credentials that there are. */
  readonly roleArn?: string | undefined;
  /** The account that the credentials have to be of. */
  readonly expectedAccountId?: string | undefined;
  /** Whether an endpoint is configured, so that the region says nothing of where the service is. */
  readonly endpointConfigured: boolean;
  /** Whether the service is on this machine, and STS is not said to be: then there is no account. */
  readonly isLocal: boolean;
  /** The endpoint that is configured for STS. */
  readonly stsEndpoint?: string | undefined;
  /** Why it cannot be asked. */
  readonly problem?: TargetError | undefined;
}

/** The region of an emulated registration that is given none. */
const EMULATED_REGION = "us-east-1";

/** The targets that the flags tell of, in their order. */
export async function addressesOf(flags: TargetFlags, host: Host): Promise<readonly Address[]> {
  const entries =
    flags.targets === undefined
      ? (flags.region ?? [undefined]).map((region) => (region === undefined ? {} : { region }))
      : await readTargetsFile(flags.targets, host.stdin);
  const resolve = flags.emulate === undefined ? await resolver(flags, host.env) : emulated;
  const addresses = entries.map(resolve);
  const twice = addresses.find(({ name }, index) => addresses.findIndex((one) => one.name === name) < index);
  if (twice) {
    throw new UsageError(`Expected each target once, got two that are called ${JSON.stringify(twice.name)}.`);
  }
  return addresses;
}

function emulated({ name, region }: TargetEntry): Address {
  return {
    name: name ?? region ?? "emulator",
    region: region ?? EMULATED_REGION,
    profileGiven: false,
    endpointConfigured: true,
    isLocal: true,
  };
}

/** Finds what an entry leaves out where the AWS CLI finds it. */
async function resolver(flags: TargetFlags, env: Host["env"]): Promise<(entry: TargetEntry) => Address> {
  const files = await readConfigFiles(env).catch((error: Error) => unusable(error));
  return (entry) => {
    const given = entry.profile ?? flags.profile;
    const shared = files instanceof TargetError ? files : sharedOf(given, env, files);
    const problem = shared instanceof TargetError ? shared : undefined;
    const found: Partial<SharedConfig> = shared instanceof TargetError ? {} : shared;
    const region = entry.region ?? found.region;
    const endpoint = flags.endpointUrl ?? found.endpointUrl?.("IOTFLEETWISE");
    const stsEndpoint = found.endpointUrl?.("STS");
    const { roleArn } = entry;
    return {
      name: entry.name ?? nameOf({ region, profile: given, roleArn }),
      region,
      profile: given ?? profileOf(env),
      profileGiven: given !== undefined,
      roleArn,
      expectedAccountId: entry.expectedAccountId ?? flags.account,
      endpointConfigured: endpoint !== undefined,
      isLocal:
        endpoint !== undefined && stsEndpoint === undefined && LOOPBACK.test(new URL(endpoint).hostname),
      stsEndpoint,
      problem: problem ?? (region === undefined ? noRegion() : undefined),
    };
  };
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function sharedOf(
  given: string | undefined,
  env: Host["env"],
  files: ConfigFiles,
): SharedConfig | TargetError {
  try {
    return sharedConfigOf(given, env, files);
  } catch (error) {
    return unusable(error as Error);
  }
}

/** Returns why the settings cannot be used. */
function unusable(error: Error): TargetError {
  const { topic } = parseFailure(error, Date.now());
  return new TargetError(`${error.message}.`, undefined, { topic });
}

function noRegion(): TargetError {
  return new TargetError(
    "No region is given.",
    `Give one with --region, AWS_REGION or the profile: AWS IoT FleetWise is in ${REGIONS_IN_WORDS}.`,
  );
}

/** A target without a name is called by what tells it from others. */
function nameOf({ region, profile, roleArn }: Pick<Address, "region" | "profile" | "roleArn">): string {
  const account = roleArn?.split(":")[4];
  return [account || profile, region].filter(Boolean).join("/") || "default";
}
