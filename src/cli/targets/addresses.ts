import type { Host } from "../host.js";
import type { TargetOptions } from "../program.js";
import { UsageError } from "../usage-error.js";
import type { Address } from "./target.js";
import { readTargetsFile } from "./targets-file.js";

/** The targets that the options tell of, in their order. */
export async function addressesOf(options: TargetOptions, env: Host["env"]): Promise<readonly Address[]> {
  const { region: regions, profile, targets } = options;
  // The AWS CLI's name for it, which the SDK for JavaScript does not read.
  const configured = env["AWS_REGION"] || env["AWS_DEFAULT_REGION"];
  const fallback = configured || (options.emulate === undefined ? undefined : "us-east-1");
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
