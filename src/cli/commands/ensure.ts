import { type RegisterAccountInput, watchEnsureEvents } from "../../index.js";
import { UsageError } from "../errors.js";
import type { Host } from "../host.js";
import type { EnsureFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { dryRun } from "./dry-run.js";
import { waitForAll } from "./wait.js";

export async function ensure(flags: EnsureFlags, host: Host): Promise<readonly Outcome[]> {
  const { maxRegistrations, reregister } = flags;
  const registration = registrationOf(flags);
  if (flags.dryRun) return dryRun({ ...flags, registration }, host);
  return waitForAll("ensure", flags, host, (config) =>
    watchEnsureEvents({ ...config, maxRegistrations, registration, reregister }),
  );
}

/** Returns the input of RegisterAccount; `undefined` lets the library choose one that loses no metadata. */
function registrationOf({
  timestreamDatabase: timestreamDatabaseName,
  timestreamTable: timestreamTableName,
  dropTimestream,
}: EnsureFlags): RegisterAccountInput | undefined {
  if (timestreamDatabaseName !== undefined && timestreamTableName !== undefined)
    return { timestreamResources: { timestreamDatabaseName, timestreamTableName } };
  if (timestreamDatabaseName === timestreamTableName) return dropTimestream ? {} : undefined;
  throw new UsageError("Expected --timestream-database and --timestream-table together.");
}
