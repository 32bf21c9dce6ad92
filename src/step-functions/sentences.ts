// What an execution that ends unregistered says, as expressions: the library's own sentences, of what happened, what was last
// seen, and what to do next.
import { RegistrationStatus } from "../registration/status.js";
import { CLOSED } from "../text/closed.js";
import { literal, NOW } from "./expressions.js";
import { losesTimestream } from "./judge.js";
import type { AccountOptions } from "./options.js";

/** `$account`, ` of account 123456789012`, and `$parts`, the parts of a registration as the service named them. */
const KNOWN = `
  $answer := $progress.answer;
  $account := $exists($answer.CustomerAccountId) ? ' of account ' & $answer.CustomerAccountId : '';
  $parts := [
    {'label': 'Timestream', 'of': $answer.TimestreamRegistrationResponse},
    {'label': 'IAM', 'of': $answer.IamRegistrationResponse}
  ];
  $has := function($text) { $type($text) = 'string' ? $text != '' : false };
  $listed := function($texts, $separator, $none) {(
    $found := $join($filter($texts, function($text) { $text != '' }), $separator);
    $exists($found) ? $found : $none
  )};
  $elapsed := $string($round((${NOW} - $progress.startedAt) / 1000)) & ' s';
  $counted := function($count, $noun) { $string($count) & ' ' & $noun & ($count = 1 ? '' : 's') };
  $sentence := function($text) { $substring($text, -1) in ['.', '!', '?'] ? $text : $text & '.' };
  $failure := $progress.failure;
  $name := $failure = null ? '' : $replace($failure.Error, 'IoTFleetWise.', '');
  $refusal := $failure = null ? '' : $sentence($listed([$name, $failure.Cause], ': ', 'an error without a message'));`;

/** In one line, as much of it is the service's text. */
function sentence(text: string): string {
  return `(${KNOWN} $replace(${text}, ${UNSAFE}, ' '))`;
}

/** What `oneLine()` of the library takes out. */
const UNSAFE = String.raw`/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/`;

/** Why the service says that the registration failed. */
export function registrationFailed(options: AccountOptions): string {
  const reasons = `$listed($map($parts, function($part) {
      $has($part.of.ErrorMessage) ? $part.label & ': ' & $part.of.ErrorMessage
      : $part.of.RegistrationStatus = '${RegistrationStatus.FAILURE}' ? $part.label & ': the service gave no reason'
      : ''
    }), '; ', 'the service gave no reason')`;
  const advice = [
    " It was not registered again, because RegisterAccount without `timestreamResources` removes the Timestream metadata that " +
      "AWS IoT FleetWise has stored. To keep it, pass `registration: { timestreamResources: ",
    " }`; to give it up, pass `registration: {}`.",
  ].map(literal);
  return sentence(`(
    $message := 'AWS IoT FleetWise registration' & $account & ' failed: ' & ${reasons};
    ${losesTimestream(options)}
      ? $sentence($message) & ${advice[0]} & $string({
          'timestreamDatabaseName': $answer.TimestreamRegistrationResponse.TimestreamDatabaseName,
          'timestreamTableName': $answer.TimestreamRegistrationResponse.TimestreamTableName
        }) & ${advice[1]}
      : $message
  )`);
}

/** Nobody has registered the account, or that can't be seen. */
export function notRegistered({ ensures }: AccountOptions): string {
  const advice = ensures
    ? `'RegisterAccount was called ' & $counted($progress.registrations, 'time')
        & ', and nothing is seen of that: run it again, or wait longer with \`maxWaitTime\`. '`
    : literal(
        "Call RegisterAccount first, in the same account and region, or use a state machine of the mode `ensure`. ",
      );
  return sentence(
    `'The account is not registered with AWS IoT FleetWise in this region: GetRegisterAccountStatus found no registration, after '
    & $counted($progress.reads, 'read') & ' over ' & $elapsed & '. '
    & ($failure = null ? '' : 'The last call failed: ' & $refusal & ' ')
    & ${advice}
    & ${literal(CLOSED)}`,
  );
}

/** Time is up. The registration goes on. */
export function timedOut({ maxWaitTime }: AccountOptions): string {
  return sentence(`(
    $seen := $listed([
      $exists($answer.IamRegistrationResponse.RegistrationStatus) ? 'IAM ' & $answer.IamRegistrationResponse.RegistrationStatus : '',
      $exists($answer.TimestreamRegistrationResponse.RegistrationStatus)
        ? 'Timestream ' & $answer.TimestreamRegistrationResponse.RegistrationStatus : '',
      $progress.status = null ? '' : 'account ' & $progress.status
    ], ', ', 'no status');
    'AWS IoT FleetWise registration' & $account & ' did not finish within ${maxWaitTime} s (' & $counted($progress.reads, 'read') & '). Last seen: '
      & $seen & '.' & ($failure = null ? '' : ' The last call failed: ' & $refusal)
      & ($seen = 'no status'
        ? ' Check the role, the region and the request quota, or wait longer with \`maxWaitTime\`.'
        : ' The registration goes on in the background: run it again, or wait longer with \`maxWaitTime\`.')
  )`);
}

/** A call failed in a way that trying again does not mend. */
export const callFailed: string = sentence(`(
    $operation := $failure.Operation;
    $operation & ' failed: ' & $refusal & ' ' & (
      $contains($failure.Error, 'IoTFleetWise.AccessDenied')
        ? 'Allow the action iotfleetwise:' & $operation & ' (on resource *) for the role that calls it. Accounts without access '
          & ${literal(`to the service see this on every operation: ${CLOSED}`)}
      : $contains($failure.Error, 'IoTFleetWise.') ? 'This does not pass by itself, so it was not tried again.'
      : 'Check the role that calls it: that it exists, and that it may be assumed by the role of the state machine.'
    )
  )`);
