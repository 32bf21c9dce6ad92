import type { RegisterAccountInput } from "../index.js";
import { oneLine } from "../text/one-line.js";
import { optionName, type TargetFlags } from "./options.js";

/** Returns a command to copy. */
export function commandLine(command: string, targetFlags: string, flags: readonly string[]): string {
  return ["fleetwise-registration", command, targetFlags, ...flags].filter((part) => part !== "").join(" ");
}

/** Returns the flags that select the same targets again. */
export function targetFlags(flags: TargetFlags): string {
  const names = ["region", "profile", "targets", "endpointUrl", "dualstack", "emulate"] as const;
  const typed = (name: (typeof names)[number], value: string | true) => {
    if (value === true) return optionName(name);
    // The value of --emulate may be left out, so it needs the equals sign.
    return `${optionName(name)}${name === "emulate" ? "=" : " "}${quoted(value)}`;
  };
  return names.flatMap((name) => [flags[name] ?? []].flat().map((value) => typed(name, value))).join(" ");
}

/** Returns the flags of `ensure` that request these resources. */
export function resourceFlags({ timestreamResources: timestream }: RegisterAccountInput): readonly string[] {
  if (timestream === undefined) return ["--drop-timestream"];
  const { timestreamDatabaseName: database = "", timestreamTableName: table = "" } = timestream;
  return [`--timestream-database ${quoted(database)}`, `--timestream-table ${quoted(table)}`];
}

/** Quotes a text, which may be the service's, for a POSIX shell. */
function quoted(text: string): string {
  const line = oneLine(text);
  return /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`;
}
