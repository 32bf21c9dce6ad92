import { ensureEvents } from "../../index.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import type { EnsureFlags } from "../program.js";
import { UsageError } from "../usage-error.js";
import { dryRun } from "./dry-run.js";
import { waitForAll } from "./waiting.js";

export async function ensure(flags: EnsureFlags, host: Host): Promise<readonly Outcome[]> {
  const registration = registrationOf(flags);
  if (flags.dryRun) return dryRun(flags, registration !== undefined, host);
  const { maxRegistrations } = flags;
  return waitForAll("ensure", flags, host, ({ client }, config) =>
    ensureEvents({ ...config, client, maxRegistrations, registration }),
  );
}

/** What RegisterAccount is called with; `undefined` leaves it to the library, which loses nothing. */
function registrationOf({ timestreamDatabase, timestreamTable, dropTimestream }: EnsureFlags) {
  if ((timestreamDatabase === undefined) !== (timestreamTable === undefined)) {
    throw new UsageError("Expected --timestream-database and --timestream-table together.");
  }
  if (timestreamDatabase === undefined) return dropTimestream ? {} : undefined;
  return {
    timestreamResources: { timestreamDatabaseName: timestreamDatabase, timestreamTableName: timestreamTable },
  };
}
