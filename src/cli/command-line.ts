import type { RegisterAccountInput } from "../index.js";
import { oneLine } from "../text/one-line.js";
import { optionName, type TargetFlags } from "./options.js";

/** Returns a command to copy. */
export function commandLine(command: string, targetFlags: string, flags: readonly string[]): string {
  return ["fleetwise-registration", command, targetFlags, ...flags].filter((part) => part !== "").join(" ");
}

/** Returns the flags that select the same targets again. */
export function targetFlags(flags: TargetFlags): string {
  const values = ["region", "profile", "targets", "endpointUrl", "dualstack", "emulate"] as const;
  const given = values.flatMap((flag) => [flags[flag] ?? []].flat().map((value) => [flag, value] as const));
  return given
    .map(([flag, value]) => {
      if (value === true) return optionName(flag);
      // The value of --emulate may be left out, so it needs the equals sign.
      return `${optionName(flag)}${flag === "emulate" ? "=" : " "}${quoted(value)}`;
    })
    .join(" ");
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
