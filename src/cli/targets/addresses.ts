import type { Host } from "../host.js";
import type { TargetFlags } from "../program.js";
import { UsageError } from "../usage-error.js";
import { readTargetsFile } from "./targets-file.js";

/** How a target is reached. Each left out is found where the AWS SDK finds it. */
export interface Address {
  /** What it is called in everything that is printed; no two are called the same. */
  readonly name: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** A role to assume, with the profile's credentials. */
  readonly roleArn?: string | undefined;
}

/** The targets that the options tell of, in their order. */
export async function addressesOf(flags: TargetFlags, env: Host["env"]): Promise<readonly Address[]> {
  const { region: regions, profile, targets } = flags;
  // The AWS CLI's name for it, which the SDK for JavaScript does not read.
  const configured = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"];
  const fallback = configured || (flags.emulate === undefined ? undefined : "us-east-1");
  const listed =
    targets === undefined
      ? (regions ?? [undefined]).map((region) => ({ region }))
      : await readTargetsFile(targets);
  const addresses = listed.map((entry) => {
    const address = { region: fallback, profile, ...defined(entry) };
    return { ...address, name: address.name ?? nameOf(address) };
  });
  const twice = addresses.find(({ name }, index) => addresses.findIndex((one) => one.name === name) < index);
  if (twice) {
    throw new UsageError(`Expected each target once, got two that are called ${JSON.stringify(twice.name)}.`);
  }
  return addresses;
}

/** A target without a name is called by what tells it from others. */
function nameOf({ region, profile, roleArn }: Omit<Address, "name">): string {
  const account = roleArn?.split(":")[4];
  return [account || profile, region].filter(Boolean).join("/") || "default";
}

function defined<T extends object>(entry: T): Partial<Omit<Address, "name">> & { readonly name?: string } {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
