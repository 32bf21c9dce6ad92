import type { RegisterAccountInput } from "../index.js";
import { oneLine } from "../text/one-line.js";
import type { TargetFlags } from "./flags.js";

/** Returns a command to copy. */
export function commandLine(command: string, targetFlags: string, flags: readonly string[]): string {
  return ["fleetwise-registration", command, targetFlags, ...flags].filter((part) => part !== "").join(" ");
}

/** Returns the flags that select the same targets again. */
export function targetFlags(flags: TargetFlags): string {
  const { region = [], profile, targets, endpointUrl, dualstack, emulate } = flags;
  return [
    ...region.map((name) => `--region ${quoted(name)}`),
    ...(profile === undefined ? [] : [`--profile ${quoted(profile)}`]),
    ...(targets === undefined ? [] : [`--targets ${quoted(targets)}`]),
    ...(endpointUrl === undefined ? [] : [`--endpoint-url ${quoted(endpointUrl)}`]),
    ...(dualstack ? ["--dualstack"] : []),
    ...(emulate === undefined ? [] : [emulate === true ? "--emulate" : `--emulate=${emulate}`]),
  ].join(" ");
}

/** Returns the flags of `ensure` that ask for these resources. */
export function resourceFlags({ timestreamResources: timestream }: RegisterAccountInput): readonly string[] {
  if (timestream === undefined) return ["--drop-timestream"];
  const { timestreamDatabaseName: database = "", timestreamTableName: table = "" } = timestream;
  return [`--timestream-database ${quoted(database)}`, `--timestream-table ${quoted(table)}`];
}

/** Quotes a text for a POSIX shell if it needs that: it may be the service's. */
function quoted(text: string): string {
  const line = oneLine(text);
  return /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`;
}
