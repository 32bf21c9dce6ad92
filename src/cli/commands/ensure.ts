import { type RegisterAccountInput, watchEnsureEvents } from "../../index.js";
import type { Host } from "../host.js";
import type { EnsureFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { UsageError } from "../usage-error.js";
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

/**
 * Returns the input of RegisterAccount; `undefined` leaves it to the library, which loses nothing.
 *
 * @throws UsageError if only one of the two names is given.
 */
function registrationOf(flags: EnsureFlags): RegisterAccountInput | undefined {
  const { timestreamDatabase, timestreamTable, dropTimestream } = flags;
  if ((timestreamDatabase === undefined) !== (timestreamTable === undefined)) {
    throw new UsageError("Expected --timestream-database and --timestream-table together.");
  }
  if (timestreamDatabase === undefined) return dropTimestream ? {} : undefined;
  return {
    timestreamResources: { timestreamDatabaseName: timestreamDatabase, timestreamTableName: timestreamTable },
  };
}
