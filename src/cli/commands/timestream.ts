import type { RegisterAccountInput } from "../../index.js";
import type { EnsureFlags } from "../flags.js";
import { UsageError } from "../usage-error.js";

/**
 * Returns the input of RegisterAccount; `undefined` leaves it to the library, which loses nothing.
 *
 * @throws UsageError if only one of the two names is given.
 */
export function registrationOf(flags: EnsureFlags): RegisterAccountInput | undefined {
  const { timestreamDatabase, timestreamTable, dropTimestream } = flags;
  if ((timestreamDatabase === undefined) !== (timestreamTable === undefined)) {
    throw new UsageError("Expected --timestream-database and --timestream-table together.");
  }
  if (timestreamDatabase === undefined) return dropTimestream ? {} : undefined;
  return {
    timestreamResources: { timestreamDatabaseName: timestreamDatabase, timestreamTableName: timestreamTable },
  };
}
