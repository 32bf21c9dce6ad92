import { REGIONS_IN_WORDS } from "../../text/regions.js";
import type { Host } from "../host.js";
import type { TargetFlags } from "../options.js";
import { UsageError } from "../usage-error.js";
import { type Profiles, profileOf, readProfiles } from "./profiles.js";
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
  /** Whether an endpoint is configured, so that the region says nothing of where the service is. */
  readonly endpointConfigured: boolean;
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
  const resolve = flags.emulate === undefined ? await resolver(entries, flags, host.env) : emulated;
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
  };
}

/** Finds what an entry leaves out where the AWS CLI finds it. Reads the AWS config files only where that is needed. */
async function resolver(
  entries: readonly TargetEntry[],
  flags: TargetFlags,
  env: Host["env"],
): Promise<(entry: TargetEntry) => Address> {
  const configuredRegion = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined;
  const configuredProfile = profileOf(env);
  const given = ({ profile }: TargetEntry) => profile ?? flags.profile;
  const needed = entries.some(
    (entry) => (given(entry) ?? configuredProfile) !== undefined || !(entry.region ?? configuredRegion),
  );
  const profiles = needed ? await readProfiles(env) : {};
  const endpointGiven = Boolean(
    flags.endpointUrl || env["AWS_ENDPOINT_URL_IOTFLEETWISE"] || env["AWS_ENDPOINT_URL"],
  );
  return (entry) => {
    const profile = given(entry) ?? configuredProfile;
    const settings = profiles[profile ?? "default"];
    const region = entry.region ?? configuredRegion ?? settings?.["region"];
    const { roleArn } = entry;
    return {
      name: entry.name ?? nameOf({ region, profile: given(entry), roleArn }),
      region,
      profile,
      profileGiven: given(entry) !== undefined,
      roleArn,
      endpointConfigured: endpointGiven || Boolean(settings?.["endpoint_url"] || settings?.["services"]),
      problem: problemOf({ profile, region }, profiles),
    };
  };
}

function problemOf(
  { profile, region }: Pick<Address, "profile" | "region">,
  profiles: Profiles,
): TargetError | undefined {
  if (profile !== undefined && profiles[profile] === undefined) {
    return new TargetError(
      `The AWS profile ${JSON.stringify(profile)} does not exist: neither the config file nor the credentials file names it.`,
      "Check --profile, AWS_PROFILE and AWS_DEFAULT_PROFILE: `aws configure list-profiles` names those that there are.",
    );
  }
  if (region === undefined) {
    return new TargetError(
      "No region is given.",
      `Give one with --region, AWS_REGION or the profile: AWS IoT FleetWise is in ${REGIONS_IN_WORDS}.`,
    );
  }
  return undefined;
}

/** A target without a name is called by what tells it from others. */
function nameOf({ region, profile, roleArn }: Pick<Address, "region" | "profile" | "roleArn">): string {
  const account = roleArn?.split(":")[4];
  return [account || profile, region].filter(Boolean).join("/") || "default";
}
