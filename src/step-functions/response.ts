import { EARLIEST_MS, LATEST_MS } from "../registration/members.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { RegistrationStatus } from "../registration/status.js";

/** The account statuses that are results, as an expression. */
export const RESULTS: string = `['${RegistrationStatus.SUCCESS}', '${RegistrationStatus.FAILURE}']`;

/**
 * `$ms(time)`: epoch milliseconds of a time in a response, `null` if it is not a time. AWS documents no format for the times in
 * the results of SDK integrations, so ISO 8601, epoch seconds and epoch milliseconds are all read.
 */
const MS = String.raw`
  $ms := function($time) {
    $type($time) = 'number' ? ($time < 100000000000 ? 1000 * $time : $time)
    : $type($time) = 'string'
      ? ($contains($time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/) ? $toMillis($time) : null)
    : null
  };`;

/** `$reached(response)`: when the service last changed the record, by its own clock, as `reachedAt` returns it. */
export const REACHED: string = `${MS}
  $reached := function($of) {(
    $modified := $ms($of.LastModificationTime);
    $modified = null ? $ms($of.CreationTime) : $modified
  )};`;

const CHECKS = `
  $filled := function($of) { $type($of) = 'string' ? $of != '' : false };
  $text := function($of) { $exists($of) ? $type($of) in ['string', 'null'] : true };
  $time := function($of) {
    $exists($of) ? ($of = null ? true : ($at := $ms($of); $at = null ? false : $at >= ${EARLIEST_MS} and $at < ${LATEST_MS})) : true
  };
  $part := function($of) {
    $exists($of) ? ($of = null ? true : $type($of) != 'object' ? false
      : $filled($of.RegistrationStatus) and $text($of.ErrorMessage) and $text($of.RoleArn)
        and $text($of.TimestreamDatabaseName) and $text($of.TimestreamTableName)
        and $text($of.TimestreamDatabaseArn) and $text($of.TimestreamTableArn)) : true
  };`;

const MEMBERS: Readonly<Record<RegistrationOperation, Readonly<Record<string, "filled" | "part" | "time">>>> =
  {
    GetRegisterAccountStatus: {
      CustomerAccountId: "filled",
      AccountStatus: "filled",
      TimestreamRegistrationResponse: "part",
      IamRegistrationResponse: "part",
      CreationTime: "time",
      LastModificationTime: "time",
    },
    RegisterAccount: { RegisterAccountStatus: "filled", CreationTime: "time", LastModificationTime: "time" },
  };

/**
 * `$malformed`: the failure of a response that `parseRegistration` or `parseReceipt` would reject, otherwise `null`. Needs
 * {@link REACHED}.
 */
export function malformedResponse(operation: RegistrationOperation): string {
  const members = Object.entries(MEMBERS[operation]).map(
    ([name, kind]) => `{'name': '${name}', 'right': $${kind}($states.result.${name})}`,
  );
  return `${CHECKS}
    $wrong := $filter([${members.join(", ")}], function($member) { $not($member.right) })[0].name;
    $malformed := $exists($wrong) ? {
      'Operation': '${operation}',
      'Error': 'MalformedAnswerError',
      'Cause': 'The service returned no valid ' & $wrong,
      'Kind': 'fatal',
      'Sent': true,
      'Advice': ''
    } : null;`;
}
