import type { RegisterAccountInput, RegistrationSnapshot } from "../../index.js";
import type { EnsureFlags } from "../flags.js";
import { UsageError } from "../usage-error.js";

/**
 * What RegisterAccount is called with; `undefined` leaves it to the library, which loses nothing.
 *
 * @throws UsageError where only half of it is given.
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

/** What was asked of Timestream and is not so, as a registered account is left as it is; `undefined` where all is well. */
export function unmet(flags: EnsureFlags, snapshot: RegistrationSnapshot): string | undefined {
  const { timestreamDatabase, timestreamTable, dropTimestream } = flags;
  const { timestreamRegistrationResponse: timestream } = snapshot;
  const stored = timestream && `${timestream.timestreamDatabaseName}.${timestream.timestreamTableName}`;
  const now = stored === undefined ? "without a Timestream table" : `with the Timestream table ${stored}`;
  if (timestreamDatabase !== undefined && stored !== `${timestreamDatabase}.${timestreamTable}`) {
    return (
      `the account is registered ${now}, so --timestream-database and --timestream-table have no effect; ` +
      "--reregister registers it with them"
    );
  }
  if (dropTimestream && stored !== undefined) {
    return `the account is registered ${now}, so --drop-timestream has no effect; --reregister registers it without`;
  }
  return undefined;
}

/** Whether registering again would lose Timestream metadata, and nobody has said that it may. */
export function losesTimestream(flags: EnsureFlags, snapshot: RegistrationSnapshot | undefined): boolean {
  const said = flags.dropTimestream || flags.timestreamDatabase !== undefined;
  return snapshot?.timestreamRegistrationResponse !== undefined && !said;
}
