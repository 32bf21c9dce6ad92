// The ways in which the wait for an account ends without a registration. This module has no wording of its own: it creates the
// library's errors with placeholders for the facts of an execution, and turns their messages into expressions.
import {
  AccountNotRegisteredError,
  type LastFailure,
  OUTCOMES,
  type RegistrationError,
  type RegistrationErrorCode,
  type RegistrationErrorDetails,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ResourcesDifferError,
  ResultOutdatedError,
  ServiceCallError,
  type ServiceCallErrorCode,
} from "../errors.js";
import type { FinalFailure } from "../failures/failure.js";
import type { RegistrationOperation } from "../registration/operation.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { RegistrationStatus } from "../registration/status.js";
import { NO_MESSAGE, NO_REASON } from "../text/sentence.js";
import { machineAdvice } from "./advice.js";
import { literal, NOW } from "./expressions.js";
import { differs, HAS_TIMESTREAM, mayLoseTimestream } from "./judge.js";
import type { AccountOptions } from "./options.js";
import { MADE } from "./register.js";
import { REACHED } from "./response.js";

const SINCE = new Date(0);
const REACHED_AT = new Date(1);
const SNAPSHOT: RegistrationSnapshot = {
  customerAccountId: "@account@",
  accountStatus: "@status@",
  lastModificationTime: REACHED_AT,
};
const IAM = { roleArn: "@role@", registrationStatus: RegistrationStatus.FAILURE, errorMessage: "@reasons@." };
const TIMESTREAM = {
  timestreamDatabaseName: "@database@",
  timestreamTableName: "@table@",
  registrationStatus: RegistrationStatus.SUCCESS,
};
const DETAILS: RegistrationErrorDetails = {
  lastSnapshot: undefined,
  attempts: 1111,
  elapsedMs: 2_222_000,
  registrations: { accepted: 0, lost: 0, rejected: 0 },
};
const OPERATION = "@operation@" as RegistrationOperation;
const FAILURE = { topic: undefined, reason: "@reason@." } as FinalFailure;
const LAST: LastFailure = { operation: OPERATION, failure: FAILURE };

/** The placeholders, and the expressions that take their place. */
const FACTS: Readonly<Record<string, string>> = {
  "@account@": "$answer.CustomerAccountId",
  "@status@": "$answer.AccountStatus",
  "IAM: @reasons@.": "$sentence($reasons)",
  "@database@": "$answer.TimestreamRegistrationResponse.TimestreamDatabaseName",
  "@table@": "$answer.TimestreamRegistrationResponse.TimestreamTableName",
  "@role@": "$answer.IamRegistrationResponse.RoleArn",
  "@seen@": "$seen",
  "@operation@": "$failure.Operation",
  "@reason@.": "$refusal",
  "1111 requests": "$counted($progress.requests, 'request')",
  "2222 s": "$elapsed",
  [SINCE.toISOString()]: "$fromMillis($progress.since)",
  [REACHED_AT.toISOString()]: "$fromMillis($reached($answer))",
};
const PLACEHOLDER = new RegExp(
  `(${Object.keys(FACTS)
    .map((text) => text.replaceAll(".", "\\."))
    .join("|")})`,
);

/**
 * Definitions of the variables with the facts; each may use the variables above it. An expression gets only the definitions that
 * it needs.
 */
const DEFINITIONS: Readonly<Record<string, string>> = {
  $answer: "$progress.answer",
  $parts: `[
    {'label': 'IAM', 'of': $answer.IamRegistrationResponse},
    {'label': 'Timestream', 'of': $answer.TimestreamRegistrationResponse}
  ]`,
  $listed: `function($texts, $separator, $none) {(
    $found := $join($filter($texts, function($text) { $text != '' }), $separator);
    $exists($found) ? $found : $none
  )}`,
  $counted: "function($count, $noun) { $string($count) & ' ' & $noun & ($count = 1 ? '' : 's') }",
  $sentence: "function($text) { $substring($text, -1) in ['.', '!', '?'] ? $text : $text & '.' }",
  $elapsed: `($ms := ${NOW} - $progress.startedAt; $string($round($ms / 1000, $ms < 1000 ? 3 : 1)) & ' s')`,
  $refusal: `$failure = null ? '' : $sentence($listed(
    [$failure.Error, $failure.Cause], ': ', '${NO_MESSAGE}'
  ))`,
  $seen: `$listed([
    $exists($parts[0].of.RegistrationStatus) ? 'IAM ' & $parts[0].of.RegistrationStatus : '',
    $exists($parts[1].of.RegistrationStatus) ? 'Timestream ' & $parts[1].of.RegistrationStatus : '',
    'account ' & $answer.AccountStatus
  ], ', ', '')`,
  $reasons: `$listed($map($parts, function($part) {(
    $message := $type($part.of.ErrorMessage) = 'string' ? $part.of.ErrorMessage : '';
    $message != '' ? $part.label & ': ' & $replace($message, /[.]$/, '')
      : $part.of.RegistrationStatus = '${RegistrationStatus.FAILURE}' ? $part.label & ': ${NO_REASON}'
      : ''
  )}), '; ', '${NO_REASON}')`,
};

/** The characters that `oneLine()` of the library replaces. */
const UNSAFE = String.raw`/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/`;

/**
 * Returns an expression whose result is one line, because the service's own text may have several, with the definitions that it
 * needs.
 */
function sentences(text: string, failure: string): string {
  let whole = `$replace(${text}, ${UNSAFE}, ' ')`;
  if (whole.includes("$reached")) whole = `${REACHED} ${whole}`;
  for (const [name, value] of Object.entries({ $failure: failure, ...DEFINITIONS }).reverse())
    if (whole.includes(name)) whole = `${name} := ${value}; ${whole}`;
  return `(${whole})`;
}

/** Returns an error's message as an expression, with a state machine's advice. */
function worded(error: RegistrationError, adviceOnFailure: "none" | "first" | "instead"): string {
  const { message, advice, topics } = error;
  const head = (advice === "" ? message : message.slice(0, -advice.length)).trimEnd();
  const context = { operation: OPERATION, snapshot: error.lastSnapshot };
  const own = topics.map((topic) => machineAdvice(topic, context)).join(" ");
  const texts = {
    none: [filledIn(own)],
    first: ["$failure.Advice", filledIn(own)],
    instead: [`$failure.Advice = '' ? ${filledIn(own)} : $failure.Advice`],
  };
  return `$listed([${[filledIn(head), ...texts[adviceOnFailure]].join(", ")}], ' ', '')`;
}

function filledIn(text: string): string {
  return text
    .split(PLACEHOLDER)
    .map((piece) => FACTS[piece] ?? literal(piece))
    .join(" & ");
}

/** The end of an account that is not registered, by the library's error. */
export interface Ending {
  readonly error: RegistrationErrorCode;
  readonly outcome: (typeof OUTCOMES)[RegistrationErrorCode];
  /** Expression of the error's message. */
  readonly cause: string;
}

/** Returns the end by an error whose wording depends on conditions. */
function ending(
  conditions: readonly string[],
  make: (...holds: readonly boolean[]) => RegistrationError,
  adviceOnFailure: "none" | "first" | "instead" = "none",
  failure = "$progress.failure",
): Ending {
  const { code } = make();
  const cause = choose(conditions, (...holds) => worded(make(...holds), adviceOnFailure));
  return { error: code, outcome: OUTCOMES[code], cause: sentences(cause, failure) };
}

/** Returns an expression that chooses between the wordings of an error by conditions. */
function choose(
  [condition, ...others]: readonly string[],
  wordedIf: (...holds: readonly boolean[]) => string,
): string {
  if (condition === undefined) return wordedIf();
  const then = choose(others, (...holds) => wordedIf(true, ...holds));
  const otherwise = choose(others, (...holds) => wordedIf(false, ...holds));
  return then === otherwise ? then : `((${condition}) ? ${then} : ${otherwise})`;
}

const HAS_IAM = "$type($progress.answer.IamRegistrationResponse) = 'object'";
const KNOWN = "$progress.answer != null";
const FAILING = "$failure != null";

/** Condition: the registration is pending, or RegisterAccount was accepted and its registration is not visible yet. */
const CONTINUES = `$progress.state in ['not-registered', 'outdated'] ? $progress.accepted > 0
  : $progress.answer.AccountStatus in ['${Object.values(RegistrationStatus).join("', '")}']`;

/** Condition: a registration of this execution may be in progress, as the library's `isUnfinished()` returns it. */
const UNFINISHED = `$failure.Kind = 'conflict' ? $progress.lost > 0
  : ($failure.Operation = 'RegisterAccount' and $failure.Sent) or $progress.unconfirmed != null
    or (${MADE} > 0 and ($progress.former != null or $progress.state in ['pending', 'not-registered', 'outdated']))`;

/** Returns the final states of an account that is not registered. Some are possible only when ensuring. */
export function endings(options: AccountOptions): Readonly<Record<string, Ending>> {
  const { ensures, registration = {} } = options;
  return {
    "Registration failed": ending([HAS_TIMESTREAM], failed("REGISTRATION_FAILED")),
    ...(mayLoseTimestream(options) && {
      "Timestream at risk": ending([HAS_TIMESTREAM], failed("TIMESTREAM_AT_RISK")),
    }),
    ...(differs(options) !== undefined && {
      "Resources differ": ending([`${MADE} > 0`, HAS_TIMESTREAM, HAS_IAM], (made, timestream, iam) => {
        const registrations = { ...DETAILS.registrations, accepted: made ? 1 : 0 };
        return new ResourcesDifferError(snapshot(timestream, iam), registration, {
          ...DETAILS,
          registrations,
        });
      }),
    }),
    "Not registered": ending([KNOWN, FAILING], (known, failing) => {
      const details = { ...DETAILS, lastSnapshot: known ? SNAPSHOT : undefined };
      return new AccountNotRegisteredError(details, undefined, failing ? LAST : undefined);
    }),
    ...(ensures && {
      "Result outdated": ending(
        [FAILING],
        (failing) => new ResultOutdatedError(SNAPSHOT, SINCE, DETAILS, failing ? LAST : undefined),
      ),
      "Register not accepted": ending([KNOWN], unsuccessful("REGISTER_NOT_ACCEPTED"), "instead"),
      "Register unknown": ending([KNOWN], unsuccessful("REGISTER_UNKNOWN"), "none", "$progress.unconfirmed"),
    }),
    "Timed out": ending([KNOWN, CONTINUES, FAILING], timedOut, "first"),
    "Request failed": ending(
      // After a conflict, the message has the latest states, because the other operation need not be a registration.
      [`${KNOWN} and $failure.Kind = 'conflict'`, UNFINISHED],
      unsuccessful("SERVICE_CALL_FAILED", OPERATION),
      "first",
      "$progress.failure.Kind = 'fatal' ? $progress.failure : $progress.unconfirmed",
    ),
    "Status unreadable": ending([], unsuccessful("STATUS_UNREADABLE", "GetRegisterAccountStatus"), "instead"),
  };
}

function snapshot(timestream: boolean | undefined, iam: boolean | undefined): RegistrationSnapshot {
  return {
    ...SNAPSHOT,
    ...(timestream && { timestreamRegistrationResponse: TIMESTREAM }),
    ...(iam && { iamRegistrationResponse: IAM }),
  };
}

function failed(code: RegistrationFailedError["code"]) {
  return (timestream?: boolean) => new RegistrationFailedError(snapshot(timestream, true), DETAILS, code);
}

function timedOut(known?: boolean, continues?: boolean, failing?: boolean): RegistrationError {
  return new RegistrationTimeoutError(
    continues ? "pending" : "unknown-status",
    known ? "@seen@" : undefined,
    { ...DETAILS, lastSnapshot: known ? SNAPSHOT : undefined },
    failing ? LAST : undefined,
  );
}

function unsuccessful(code: ServiceCallErrorCode, operation: RegistrationOperation = "RegisterAccount") {
  return (known?: boolean, unfinished?: boolean) => {
    const lastSeen = known ? "@seen@" : undefined;
    return new ServiceCallError(code, { operation, failure: FAILURE, lastSeen, unfinished }, DETAILS);
  };
}
