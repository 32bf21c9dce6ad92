import { readConfigFiles } from "../../client/aws-config/config-files.js";
import { profileOf, sharedConfigOf } from "../../client/aws-config/shared-config.js";
import { adviceFor } from "../../failures/advice.js";
import { parseFailure } from "../../failures/failure.js";
import { abortedBy } from "../../rx/abort.js";
import { expected } from "../../text/expected.js";
import { REGION, REGION_FORM, REGIONS_IN_WORDS } from "../../text/regions.js";
import { TargetError, UsageError } from "../errors.js";
import type { Host } from "../host.js";
import type { TargetFlags } from "../options.js";
import { readTargetsFile, type TargetEntry } from "./targets-file.js";

/** The settings that decide where the requests of a target go, and with which credentials. */
export interface Address {
  /** The target's name, unique within a command. */
  readonly name: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Whether an option or an entry names the profile: then the profile also provides the credentials. */
  readonly profileGiven: boolean;
  readonly roleArn?: string | undefined;
  readonly expectedAccountId?: string | undefined;
  /** The configured endpoint, with which the service may be outside the known regions. */
  readonly endpoint?: string | undefined;
  /** Whether only an endpoint on this machine is configured, and not one for STS: then there is no account. */
  readonly isLocal: boolean;
  readonly stsEndpoint?: string | undefined;
  /** Why no request can be sent. */
  readonly problem?: TargetError | undefined;
}

/** Returns the addresses of the targets that the flags name, in that order. */
export async function addressesOf(flags: TargetFlags, host: Host): Promise<readonly Address[]> {
  const entries: readonly TargetEntry[] =
    flags.targets === undefined
      ? (flags.region ?? [undefined]).map((region) => (region === undefined ? {} : { region }))
      : await abortedBy({ abortSignal: host.signal }, () => readTargetsFile(flags.targets ?? "", host.stdin));
  const addresses = entries.map(flags.emulate === undefined ? await resolver(flags, host.env) : emulated);
  const names = new Set<string>();
  for (const { name } of addresses) {
    if (names.has(name))
      throw new UsageError(`Expected a different name for each target, got ${JSON.stringify(name)} twice.`);
    names.add(name);
  }
  return addresses;
}

function emulated(entry: TargetEntry): Address {
  const { region = "us-east-1", profile } = entry;
  const name = nameOf(entry, profile, entry.region) || "emulator";
  return { name, region, profileGiven: false, isLocal: true };
}

/** Returns the given name, else the account or profile, with the region; an empty string if all are unknown. */
function nameOf({ name, roleArn }: TargetEntry, profile: string | undefined, region: string | undefined) {
  return name ?? [roleArn?.split(":")[4] || profile, region].filter(Boolean).join("/");
}

/** Returns a function that completes an entry from the flags and the AWS CLI's environment variables and config files. */
async function resolver(flags: TargetFlags, env: Host["env"]): Promise<(entry: TargetEntry) => Address> {
  const files = await readConfigFiles(env).catch(unusable);
  const settingsOf = (profile: string | undefined) => {
    if (files instanceof TargetError) return { problem: files };
    try {
      const shared = sharedConfigOf(profile, env, files);
      const endpoint = flags.endpointUrl ?? shared.endpointUrl("IOTFLEETWISE");
      return { region: shared.region, endpoint, stsEndpoint: shared.endpointUrl("STS") };
    } catch (error) {
      return { problem: unusable(error as Error) };
    }
  };
  return (entry) => {
    const { roleArn, expectedAccountId: own } = entry;
    const given = entry.profile ?? flags.profile;
    const profile = given ?? profileOf(env);
    const settings = settingsOf(given);
    const configured = entry.region ?? settings.region;
    const region = REGION.test(configured ?? "") ? configured : undefined;
    const name = nameOf(entry, given, region) || "default";
    if (flags.account && own && own !== flags.account)
      throw new UsageError(`${name}: --account ${flags.account} differs from \`expectedAccountId\` ${own}.`);
    const { endpoint, stsEndpoint } = settings;
    const local = endpoint !== undefined && LOOPBACK.test(new URL(endpoint).hostname);
    return {
      ...settings,
      name,
      region,
      profile,
      profileGiven: given !== undefined,
      roleArn,
      expectedAccountId: own ?? flags.account,
      isLocal: local && stsEndpoint === undefined,
      problem: settings.problem ?? (region === undefined ? noRegion(configured, profile, env) : undefined),
    };
  };
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Returns the error of a region that is missing, or invalid: options and entries have been checked, so it is configured. */
function noRegion(configured: string | undefined, profile = "default", env: Host["env"]): TargetError {
  const variable = ["AWS_REGION", "AWS_DEFAULT_REGION"].find((name) => env[name]);
  const source = variable ?? `region of the profile ${JSON.stringify(profile)}`;
  const invalid = configured && `${expected(source, REGION_FORM, configured)}.`;
  const advice = `Give one with --region, AWS_REGION or the profile: AWS IoT FleetWise is in ${REGIONS_IN_WORDS}.`;
  return new TargetError(invalid ?? "No region is given.", advice);
}

function unusable(error: Error): TargetError {
  const { topic } = parseFailure(error, Date.now());
  const advice = topic && adviceFor(topic, { operation: "GetRegisterAccountStatus" });
  return new TargetError(`${error.message}.`, advice);
}
