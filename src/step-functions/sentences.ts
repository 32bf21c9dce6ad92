// The causes of failed executions. This module words nothing: it creates the library's errors with placeholders for the facts of an
// execution, and turns their messages into expressions.
import {
  AccountNotRegisteredError,
  type LastFailure,
  type RegistrationError,
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
import { machineAdvice } from "./advice.js";
import { literal, NOW } from "./expressions.js";
import { HAS_TIMESTREAM } from "./judge.js";
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

/** Variables of the facts, each computed from those above it. An expression gets those that it needs. */
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
    [$failure.Error, $failure.Cause], ': ', 'an error without a message'
  ))`,
  $seen: `$listed([
    $exists($parts[0].of.RegistrationStatus) ? 'IAM ' & $parts[0].of.RegistrationStatus : '',
    $exists($parts[1].of.RegistrationStatus) ? 'Timestream ' & $parts[1].of.RegistrationStatus : '',
    'account ' & $answer.AccountStatus
  ], ', ', '')`,
  $reasons: `$listed($map($parts, function($part) {(
    $message := $type($part.of.ErrorMessage) = 'string' ? $part.of.ErrorMessage : '';
    $message != '' ? $part.label & ': ' & $replace($message, /[.]$/, '')
      : $part.of.RegistrationStatus = '${RegistrationStatus.FAILURE}' ? $part.label & ': the service gave no reason'
      : ''
  )}), '; ', 'the service gave no reason')`,
};

/** The control characters that `oneLine()` of the library removes. */
const UNSAFE = String.raw`/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/`;

/** Returns an expression of one line, because the text contains the service's, with the variables that it needs. */
function sentences(text: string, failure = "$progress.failure"): string {
  let whole = `$replace(${text}, ${UNSAFE}, ' ')`;
  if (whole.includes("$reached")) whole = `${REACHED} ${whole}`;
  for (const [name, value] of Object.entries(DEFINITIONS).reverse())
    if (whole.includes(name)) whole = `${name} := ${value}; ${whole}`;
  return `($failure := ${failure}; ${whole})`;
}

/** Returns an error's message as an expression, with a state machine's advice. */
function worded(error: RegistrationError, adviceOnFailure: "none" | "first" | "instead" = "none"): string {
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
  const pieces = text.split(PLACEHOLDER).filter((piece) => piece !== "");
  return pieces.map((piece) => FACTS[piece] ?? literal(piece)).join(" & ") || "''";
}

/** Returns an expression that chooses the wording by a condition. */
function choose(condition: string, worded: (holds: boolean) => string): string {
  const [then, otherwise] = [worded(true), worded(false)];
  return then === otherwise ? then : `((${condition}) ? ${then} : ${otherwise})`;
}

const KNOWN = "$progress.answer != null";
const FAILING = "$failure != null";

/** Returns the cause of a failed registration; `TIMESTREAM_AT_RISK` if another would lose Timestream metadata. */
export function failedWith(code: RegistrationFailedError["code"]): string {
  return sentences(
    choose(HAS_TIMESTREAM, (timestream) =>
      worded(
        new RegistrationFailedError(
          {
            ...SNAPSHOT,
            iamRegistrationResponse: IAM,
            ...(timestream && { timestreamRegistrationResponse: TIMESTREAM }),
          },
          DETAILS,
          code,
        ),
      ),
    ),
  );
}

export function resourcesDiffer({ registration = {} }: AccountOptions): string {
  const has = (part: string) => `$type($progress.answer.${part}) = 'object'`;
  const differ = (made: boolean, timestream: boolean, iam: boolean) =>
    new ResourcesDifferError(
      {
        ...SNAPSHOT,
        ...(timestream && { timestreamRegistrationResponse: TIMESTREAM }),
        ...(iam && { iamRegistrationResponse: IAM }),
      },
      registration,
      { ...DETAILS, registrations: { ...DETAILS.registrations, accepted: made ? 1 : 0 } },
    );
  return sentences(
    choose(`${MADE} > 0`, (made) =>
      choose(HAS_TIMESTREAM, (timestream) =>
        choose(has("IamRegistrationResponse"), (iam) => worded(differ(made, timestream, iam))),
      ),
    ),
  );
}

export function notRegistered(): string {
  return sentences(
    choose(FAILING, (failing) =>
      worded(new AccountNotRegisteredError(DETAILS, undefined, failing ? LAST : undefined)),
    ),
  );
}

export function resultOutdated(): string {
  return sentences(
    choose(FAILING, (failing) =>
      worded(new ResultOutdatedError(SNAPSHOT, SINCE, DETAILS, failing ? LAST : undefined)),
    ),
  );
}

/** The registration is pending, or RegisterAccount was accepted and its registration is not visible yet. */
const CONTINUES = `$progress.state in ['not-registered', 'outdated'] ? $progress.accepted > 0
  : $progress.answer.AccountStatus in ['${Object.values(RegistrationStatus).join("', '")}']`;

export function timedOut(): string {
  return sentences(
    choose(KNOWN, (known) =>
      choose(CONTINUES, (continues) =>
        choose(FAILING, (failing) =>
          worded(
            new RegistrationTimeoutError(
              continues ? "pending" : "unknown-status",
              known ? "@seen@" : undefined,
              { ...DETAILS, lastSnapshot: known ? SNAPSHOT : undefined },
              failing ? LAST : undefined,
            ),
            failing ? "first" : "none",
          ),
        ),
      ),
    ),
  );
}

function unsuccessful(
  code: ServiceCallErrorCode,
  operation: RegistrationOperation,
  known: boolean,
  failure: FinalFailure | undefined = FAILURE,
): ServiceCallError {
  return new ServiceCallError(code, operation, failure, DETAILS, known ? "@seen@" : undefined);
}

/** Returns the cause if a request was rejected, or another operation than a registration conflicts. */
export function requestFailed(): string {
  return sentences(
    choose(`${KNOWN} and $failure.Kind = 'conflict'`, (known) =>
      worded(unsuccessful("SERVICE_CALL_FAILED", OPERATION, known), "first"),
    ),
    "$progress.failure.Kind = 'fatal' ? $progress.failure : $progress.unconfirmed",
  );
}

export function registerNotAccepted(): string {
  return sentences(
    choose(KNOWN, (known) =>
      worded(unsuccessful("REGISTER_NOT_ACCEPTED", "RegisterAccount", known), "instead"),
    ),
  );
}

export function registerUnknown(): string {
  return sentences(
    choose(KNOWN, (known) => worded(unsuccessful("REGISTER_UNKNOWN", "RegisterAccount", known))),
    "$progress.unconfirmed",
  );
}

export function statusUnreadable(): string {
  return sentences(worded(unsuccessful("STATUS_UNREADABLE", "GetRegisterAccountStatus", false), "instead"));
}
