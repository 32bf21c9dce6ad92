import { permitsLoss } from "../registration/decide.js";
import type { AslState } from "./definition.js";
import { jsonata, literal, NOW } from "./expressions.js";
import type { AccountOptions } from "./options.js";
import { MADE, PAUSE } from "./register.js";
import { lastPollAt } from "./wait.js";

/** Returns the state that decides after a request: to end, to register, or to poll again. The first rule that holds counts. */
export function judge(options: AccountOptions): AslState {
  return {
    Type: "Choice",
    Choices: [
      when("$progress.failure.Kind = 'fatal'", "Request failed"),
      ...(options.ensures ? [...afterRegisterAccount(options), ...decided(options)] : judged()),
      ...atDeadline(options),
    ],
    Default: "Wait",
  };
}

/** Returns the rules of a wait that never registers. */
function judged(): readonly object[] {
  return [
    when(believed("$progress.state = 'registered'"), "Registered"),
    when(believed("$progress.state = 'failed'"), "Registration failed"),
    when(believed("$progress.state = 'not-registered'"), "Not registered"),
  ];
}

/** Returns the rules after RegisterAccount: a request that was not carried out is repeated before the deadline. */
function afterRegisterAccount(options: AccountOptions): readonly object[] {
  const rejected = (condition: string) =>
    `$progress.paused or $progress.retryAt = null ? false : ${condition}`;
  return [
    when("$progress.latest = 'accepted'", "Read"),
    when(rejected(`$progress.retryAt < ${deadline(options)}`), "Pause"),
    when(rejected("true"), "Register not accepted"),
  ];
}

/** Returns the rules of `decide()` without `reregister`, and of the pauses between requests. A test compares the decisions. */
function decided(options: AccountOptions): readonly object[] {
  const { maxRegistrations } = options;
  const different = differs(options);
  const inTime = (pause: string) => `${NOW} + 1000 * ${pause} < ${deadline(options)}`;
  const unconfirmed = (kind: string) =>
    `$progress.state = 'pending' ? false : $progress.unconfirmed.Kind = '${kind}'`;
  const settled = (condition: string) => believed(`$progress.unconfirmed != null ? false : ${condition}`);
  const isFailed = (condition: string) => settled(`$progress.state = 'failed' ? ${condition} : false`);
  return [
    when(
      believed(`(${unconfirmed("transient")}) and ${MADE} < ${maxRegistrations} and ${inTime("0")}`),
      "Register",
    ),
    when(believed(`(${unconfirmed("transient")}) and ${MADE} >= ${maxRegistrations}`), "Register unknown"),
    when(believed(unconfirmed("conflict")), "Request failed"),
    when(settled(`$progress.state = 'not-registered' and ${MADE} = 0 and ${inTime("0")}`), "Register"),
    when(settled(`$progress.state = 'outdated' and ${MADE} = 0`), "Result outdated"),
    ...(mayLoseTimestream(options)
      ? [when(isFailed(`${MADE} < ${maxRegistrations} ? ${HAS_TIMESTREAM} : false`), "Timestream at risk")]
      : []),
    when(
      isFailed(`($progress.paused or ${MADE} = 0) and ${MADE} < ${maxRegistrations} and ${inTime("0")}`),
      "Register",
    ),
    when(isFailed(`${MADE} < ${maxRegistrations} and ${inTime(PAUSE)}`), "Pause"),
    when(isFailed("true"), "Registration failed"),
    ...(different === undefined
      ? []
      : [when(settled(`$progress.state = 'registered' ? ${different} : false`), "Resources differ")]),
    when(settled("$progress.state = 'registered'"), "Registered"),
  ];
}

/** Returns the rules of the library's `deadlineError()`. */
function atDeadline(options: AccountOptions): readonly object[] {
  const over = (condition: string) => `${NOW} < ${lastPollAt(options)} ? false : ${condition}`;
  return [
    when(over("$not($progress.answered)"), "Status unreadable"),
    ...(options.ensures
      ? [
          when(over("$progress.retryAt != null"), "Register not accepted"),
          when(over("$progress.unconfirmed.Kind = 'transient'"), "Register unknown"),
          when(over("$progress.unconfirmed.Kind = 'conflict'"), "Request failed"),
        ]
      : []),
    when(over(`$progress.answer = null and ${MADE} = 0`), "Not registered"),
    ...(options.ensures
      ? [when(over(`$progress.state = 'outdated' and ${MADE} = 0`), "Result outdated")]
      : []),
    when(over("true"), "Timed out"),
  ];
}

/** Returns a condition on the latest response of a poll, if it is believed. */
function believed(condition: string): string {
  return `$progress.latest = 'believed' ? (${condition}) : false`;
}

function deadline({ maxWaitTime }: AccountOptions): string {
  return `($progress.startedAt + ${1000 * maxWaitTime})`;
}

/** Expression: whether the latest response that showed a registration has Timestream resources. */
export const HAS_TIMESTREAM = "$type($progress.answer.TimestreamRegistrationResponse) = 'object'";

/** Returns whether registering may remove stored Timestream metadata without the permission of `registration: {}`. */
export function mayLoseTimestream({ ensures, registration }: AccountOptions): boolean {
  return ensures && registration?.timestreamResources === undefined && !permitsLoss(registration);
}

/** Returns the library's `differs()` as an expression; `undefined` if no resources are requested, because then none can differ. */
export function differs({ registration = {} }: AccountOptions): string | undefined {
  const { timestreamResources: timestream, iamResources: iam } = registration;
  // The check of the option rejects `undefined`.
  const other = (wanted: string | undefined, name: string) => `$other(${literal(String(wanted))}, ${name})`;
  const conditions = [
    ...(timestream
      ? [
          other(timestream.timestreamDatabaseName, "$timestream.TimestreamDatabaseName"),
          other(timestream.timestreamTableName, "$timestream.TimestreamTableName"),
          `$type($timestream) != 'object'`,
        ]
      : []),
    ...(iam ? [other(iam.roleArn, "$progress.answer.IamRegistrationResponse.RoleArn")] : []),
  ];
  if (conditions.length === 0) return undefined;
  return `(
    $other := function($requested, $has) { $type($has) = 'string' ? $has != '' and $requested != $has : false };
    $timestream := $exists($progress.answer.TimestreamRegistrationResponse) ? $progress.answer.TimestreamRegistrationResponse : null;
    ${conditions.join(" or ")}
  )`;
}

function when(condition: string, next: string): object {
  return { Condition: jsonata(condition), Next: next };
}
