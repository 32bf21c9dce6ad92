import { type AdviceTopic, adviceFor } from "./failures/advice.js";
import type { FinalFailure } from "./failures/failure.js";
import type { FailureKind } from "./failures/service-errors.js";
import { received } from "./registration/members.js";
import type { RegistrationOperation } from "./registration/operation.js";
import type { RegisterAccountInput } from "./registration/register-account.js";
import { reachedAt, resourceStates } from "./registration/registration-state.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { type RegistrationResource, RegistrationStatus } from "./registration/status.js";
import { oneLine } from "./text/one-line.js";
import { count, NO_REASON, seconds, sentence } from "./text/sentence.js";

/** Numbers of the RegisterAccount requests of a wait, by their outcome. */
export interface RegistrationCounts {
  /** Requests that the service accepted. */
  readonly accepted: number;
  /** Requests that may have been carried out: a timeout, a broken connection, a fault of the service, an invalid response. */
  readonly lost: number;
  /** Requests that were not carried out: rejected, in conflict, throttled, or never sent. */
  readonly rejected: number;
}

/** Facts about a wait that ended without success. */
export interface RegistrationErrorDetails {
  /** The latest response that showed a registration; `undefined` if none did. */
  readonly lastSnapshot: RegistrationSnapshot | undefined;
  /** Number of requests, including failed ones. */
  readonly attempts: number;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: number;
  /** The RegisterAccount requests of this wait, by their outcome. */
  readonly registrations: RegistrationCounts;
}

/** The outcome of an account by the code of its error, as the command line and the state machines report it. */
export const OUTCOMES = {
  REGISTRATION_FAILED: "failed",
  TIMESTREAM_AT_RISK: "refused",
  RESOURCES_DIFFER: "different",
  NOT_REGISTERED: "not-registered",
  RESULT_OUTDATED: "outdated",
  REGISTRATION_TIMEOUT: "timed-out",
  REGISTER_NOT_ACCEPTED: "call-failed",
  REGISTER_UNKNOWN: "call-failed",
  SERVICE_CALL_FAILED: "call-failed",
  STATUS_UNREADABLE: "call-failed",
} as const;

/** The codes of {@link RegistrationError}. */
export type RegistrationErrorCode = keyof typeof OUTCOMES;

/** The request that failed last, if requests were failing at the end. */
export interface LastFailure {
  readonly operation: RegistrationOperation;
  readonly failure: FinalFailure;
}

/** The facts of an error. Its message is `lead reason. Last seen: …. The last request failed: …. advice`. */
interface Parts extends RegistrationErrorDetails {
  /** The account or the operation, with the verb: `reason` completes the sentence. */
  readonly lead: string;
  readonly reason: string;
  readonly lastSeen?: string | undefined;
  /** Absent if no request failed last, or if that failure is the reason. */
  readonly last?: LastFailure | undefined;
  readonly operation?: RegistrationOperation | undefined;
  readonly topics: readonly (AdviceTopic | undefined)[];
}

// A registered symbol, because two copies of the package in one program (duplicates in node_modules, a bundle) must share it.
const BRAND = Symbol.for("fleetwise-registration.RegistrationError");

/** Base of every error that ends a wait, except an abort, an invalid option, and a failing `cadence` or `random`. */
export abstract class RegistrationError extends Error implements RegistrationErrorDetails {
  abstract readonly code: RegistrationErrorCode;
  readonly lastSnapshot: RegistrationSnapshot | undefined;
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly registrations: RegistrationCounts;
  /** Why the wait ended, without the account or operation that leads the message. */
  readonly reason: string;
  /** The latest states, such as `IAM REGISTRATION_SUCCESS, account REGISTRATION_PENDING`, if the message names them. */
  readonly lastSeen: string | undefined;
  /** The request that failed last, with its reason; `undefined` after a response. A `ServiceCallError` has it in `reason`. */
  readonly lastError: string | undefined;
  /** Topics of the advice, for programs that word their own. */
  readonly topics: readonly AdviceTopic[];
  /** The advice in whole sentences; empty if there is none. */
  readonly advice: string;

  /** @param cause - By default, the error of `parts.last`. */
  constructor(parts: Parts, cause: unknown = parts.last?.failure.error) {
    const { lead, reason, lastSnapshot, lastSeen, last } = parts;
    const topics = parts.topics.filter((topic) => topic !== undefined);
    const context = {
      operation: parts.operation ?? "GetRegisterAccountStatus",
      snapshot: lastSnapshot,
    } as const;
    const advice = topics.map((topic) => adviceFor(topic, context)).join(" ");
    const lastError = last && `${last.operation}: ${last.failure.reason.replace(/\.$/, "")}`;
    const sentences = [
      sentence(`${lead}${reason}`),
      lastSeen === undefined ? "" : `Last seen: ${lastSeen}.`,
      last === undefined ? "" : sentence(`The last request failed: ${lastError}`),
      advice,
    ];
    // The message contains text of the service, which may have line breaks or escape sequences.
    super(oneLine(sentences.filter((one) => one !== "").join(" ")), cause === undefined ? {} : { cause });
    this.lastSnapshot = lastSnapshot;
    this.attempts = parts.attempts;
    this.elapsedMs = parts.elapsedMs;
    this.registrations = Object.freeze({ ...parts.registrations });
    this.reason = oneLine(reason).replace(/\.$/, "");
    this.lastSeen = lastSeen;
    this.lastError = lastError === undefined ? undefined : oneLine(lastError);
    this.topics = Object.freeze(topics);
    this.advice = oneLine(advice);
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Returns all members except the stack and the cause, which may hold a whole HTTP exchange. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) };
  }
}

/** Every class of {@link RegistrationError}. TypeScript narrows the union by `code`. */
export type AnyRegistrationError =
  | RegistrationFailedError
  | ResourcesDifferError
  | AccountNotRegisteredError
  | ResultOutdatedError
  | RegistrationTimeoutError
  | ServiceCallError;

/**
 * Returns whether a value is a {@link RegistrationError}, also one of another copy of this package. Never throws.
 *
 * @example
 * if (isRegistrationError(error) && error.code === "REGISTRATION_FAILED") console.error(error.failures);
 */
export function isRegistrationError(error: unknown): error is AnyRegistrationError {
  try {
    return typeof error === "object" && error !== null && BRAND in error;
  } catch {
    return false;
  }
}

/** A resource whose registration failed. */
export interface FailedResource {
  /** `iam` or `timestream`; `account` if neither failed. */
  readonly resource: RegistrationResource;
  /** The service's error message, if it gave one. */
  readonly errorMessage?: string | undefined;
}

/** `accountStatus` is `REGISTRATION_FAILURE`. The message contains every Timestream and IAM `errorMessage`. */
export class RegistrationFailedError extends RegistrationError {
  /**
   * `REGISTRATION_FAILED`: the registration failed; `failures` has each failed resource and its message.
   * `TIMESTREAM_AT_RISK`: the registration failed, and registering again would remove the stored Timestream metadata.
   */
  readonly code: "REGISTRATION_FAILED" | "TIMESTREAM_AT_RISK";
  /** The resources that failed, or the account if none did. */
  readonly failures: readonly FailedResource[];

  override get name(): string {
    return "RegistrationFailedError";
  }

  constructor(
    snapshot: RegistrationSnapshot,
    details: RegistrationErrorDetails,
    code: RegistrationFailedError["code"] = "REGISTRATION_FAILED",
  ) {
    const again = snapshot.timestreamRegistrationResponse
      ? "register-again-with-timestream"
      : "register-again";
    super({
      ...details,
      lastSnapshot: snapshot,
      lead: `AWS IoT FleetWise registration${of(snapshot)} failed: `,
      reason: failureReason(snapshot),
      topics: [code === "TIMESTREAM_AT_RISK" ? "keep-timestream" : again],
    });
    this.code = code;
    this.failures = failedResources(snapshot);
  }
}

/** The account is registered, but with other resources than `registration` requests. */
export class ResourcesDifferError extends RegistrationError {
  readonly code = "RESOURCES_DIFFER";
  /** The option `registration`. */
  readonly requested: RegisterAccountInput;

  override get name(): string {
    return "ResourcesDifferError";
  }

  constructor(
    snapshot: RegistrationSnapshot,
    requested: RegisterAccountInput,
    details: RegistrationErrorDetails,
  ) {
    const { accepted, lost } = details.registrations;
    super({
      ...details,
      lastSnapshot: snapshot,
      lead: `AWS IoT FleetWise registration${of(snapshot)} has other resources than requested: `,
      reason: `requested ${inWords(requested)}; registered ${inWords({
        timestreamResources: snapshot.timestreamRegistrationResponse,
        iamResources: requested.iamResources && snapshot.iamRegistrationResponse,
      })}`,
      topics: [accepted + lost > 0 ? "resources-not-taken" : "reregister-if-different"],
    });
    this.requested = requested;
  }
}

/** The service knows no registration of this account, and this wait has made none. */
export class AccountNotRegisteredError extends RegistrationError {
  readonly code = "NOT_REGISTERED";

  override get name(): string {
    return "AccountNotRegisteredError";
  }

  constructor(details: RegistrationErrorDetails, cause?: unknown, last?: LastFailure) {
    const found = details.lastSnapshot ? "no longer finds a" : "found no";
    super(
      {
        ...details,
        lead: "The account is not registered with AWS IoT FleetWise in this region: ",
        reason: `GetRegisterAccountStatus ${found} registration after ${seconds(details.elapsedMs)}${requests(details.attempts)}`,
        last,
        topics: ["register-first"],
      },
      cause,
    );
  }
}

/** The service shows only the result of a registration that is older than `since`. */
export class ResultOutdatedError extends RegistrationError {
  readonly code = "RESULT_OUTDATED";
  /** The `since` of the wait. */
  readonly since: Date | undefined;

  override get name(): string {
    return "ResultOutdatedError";
  }

  constructor(
    snapshot: RegistrationSnapshot,
    since: Date | undefined,
    details: RegistrationErrorDetails,
    last?: LastFailure,
  ) {
    super({
      ...details,
      lastSnapshot: snapshot,
      lead: `AWS IoT FleetWise registration${of(snapshot)} has no new result: `,
      reason: `there is only a result older than \`since\` (${since?.toISOString()}), ${snapshot.accountStatus} of ${reachedAt(snapshot)?.toISOString()}`,
      last,
      topics: ["check-since"],
    });
    this.since = since;
  }
}

/** State of the registration at the deadline of a wait. */
export type TimeoutPhase =
  /** The registration is pending. */
  | "pending"
  /** The service finds no registration, or only an earlier result. */
  | "not-visible"
  /** The service reports a status that this version does not know. */
  | "unknown-status";

/** `maxWaitTime` has elapsed; `phase` is `pending`, `not-visible` or `unknown-status`. Its `name` is `TimeoutError`, which users of the AWS SDK's waiters check. */
export class RegistrationTimeoutError extends RegistrationError {
  readonly code = "REGISTRATION_TIMEOUT";
  /** Why no final result was seen by the deadline. */
  readonly phase: TimeoutPhase;

  override get name(): string {
    return "TimeoutError";
  }

  constructor(
    phase: TimeoutPhase,
    lastSeen: string | undefined,
    details: RegistrationErrorDetails,
    last?: LastFailure,
  ) {
    const { attempts, elapsedMs, registrations, lastSnapshot } = details;
    const continues = phase === "pending" || (phase === "not-visible" && registrations.accepted > 0);
    super({
      ...details,
      lead: `AWS IoT FleetWise registration${of(lastSnapshot)} `,
      reason: `did not finish within ${seconds(elapsedMs)}${requests(attempts)}`,
      lastSeen: lastSeen ?? "no status",
      last,
      operation: last?.operation,
      topics: [last && topicOf(last.failure), continues ? "continues" : "wait-longer"],
    });
    this.phase = phase;
  }
}

/** The codes of {@link ServiceCallError}. */
export type ServiceCallErrorCode = Extract<
  RegistrationErrorCode,
  "SERVICE_CALL_FAILED" | "REGISTER_NOT_ACCEPTED" | "REGISTER_UNKNOWN" | "STATUS_UNREADABLE"
>;

/** The call that a {@link ServiceCallError} is about. */
export interface FailedCall {
  readonly operation: RegistrationOperation;
  /** `undefined` if there was no response and no failure. */
  readonly failure: FinalFailure | undefined;
  /** The states that a poll last showed, in words. */
  readonly lastSeen?: string | undefined;
  /** The request that failed last, if one did at the end. */
  readonly last?: LastFailure | undefined;
  /** Whether a registration may be in progress. */
  readonly unfinished?: boolean | undefined;
}

/** A request failed, and a retry would not help or came too late. `cause` is the thrown value, unchanged. */
export class ServiceCallError extends RegistrationError {
  /**
   * `SERVICE_CALL_FAILED`: a request failed permanently: access, credentials, region, endpoint, conflict.
   * `REGISTER_NOT_ACCEPTED`: RegisterAccount was throttled or could not be sent until the deadline. `REGISTER_UNKNOWN`: the response
   * to RegisterAccount was lost, and no new registration appeared. `STATUS_UNREADABLE`: no poll had a response by the deadline.
   */
  readonly code: ServiceCallErrorCode;
  /** The operation that failed. */
  readonly operation: RegistrationOperation;
  /** The meaning of the failure; `undefined` if no request failed before the deadline. */
  readonly kind: FailureKind | undefined;

  override get name(): string {
    return "ServiceCallError";
  }

  constructor(code: ServiceCallErrorCode, call: FailedCall, details: RegistrationErrorDetails) {
    const { operation, failure, lastSeen, last } = call;
    const other = last?.operation === operation ? undefined : last;
    super(
      { ...details, ...wordingOf(code, call, details), lastSeen, last: other, operation },
      failure?.thrown,
    );
    this.code = code;
    this.operation = operation;
    this.kind = failure?.kind;
  }
}

function wordingOf(
  code: ServiceCallErrorCode,
  { operation, failure, last, unfinished }: FailedCall,
  { attempts, elapsedMs, registrations }: RegistrationErrorDetails,
): Pick<Parts, "lead" | "reason" | "topics"> {
  const within = `within ${seconds(elapsedMs)}${requests(attempts)}`;
  const failed = `${operation} failed: `;
  const unsent = registrations.rejected > 0 ? "it was rejected" : "it was not sent";
  const { reason = code === "STATUS_UNREADABLE" ? "there was no response" : unsent, topic } = failure ?? {};
  switch (code) {
    case "STATUS_UNREADABLE":
      return {
        lead: `${operation} did not succeed `,
        reason: `${within}: ${reason}`,
        // A service that responded, for example to a signature that expired, can be reached.
        topics: [topic ?? (failure?.answered ? undefined : "unreachable")],
      };
    case "REGISTER_NOT_ACCEPTED":
      return {
        lead: `${operation} was not accepted `,
        reason: `${within}: ${reason}`,
        topics: [topic ?? "try-again"],
      };
    case "REGISTER_UNKNOWN": {
      const polled = last?.operation !== operation;
      const unknown = `The response was lost, and no ${polled ? "registration has become visible since" : "poll followed"}`;
      return { lead: failed, reason: `${sentence(reason)} ${unknown}`, topics: ["look-again"] };
    }
    case "SERVICE_CALL_FAILED":
      return { lead: failed, reason, topics: [topic, unfinished ? "look-again" : undefined] };
  }
}

/**
 * Returns the topic of the last failure. An endpoint that responded before and is unreachable needs no advice on its region, and the
 * end of a wait has its own advice to try again.
 */
function topicOf({ topic }: FinalFailure): AdviceTopic | undefined {
  return topic === "unreachable" || topic === "try-again" ? undefined : topic;
}

/** Returns the number of requests in words; empty if it is unknown, because several processes sent them. */
function requests(attempts: number): string {
  return attempts === 0 ? "" : ` (${count(attempts, "request")})`;
}

function of(snapshot: RegistrationSnapshot | undefined): string {
  return snapshot === undefined ? "" : ` of account ${snapshot.customerAccountId}`;
}

function failureReason(snapshot: RegistrationSnapshot): string {
  const reasons = resourceStates(snapshot)
    .filter(
      ({ errorMessage, registrationStatus }) =>
        errorMessage !== undefined || registrationStatus === RegistrationStatus.FAILURE,
    )
    .map(
      ({ label, errorMessage = "" }) => `${label}: ${oneLine(errorMessage).replace(/\.$/, "") || NO_REASON}`,
    );
  return reasons.join("; ") || NO_REASON;
}

function failedResources(snapshot: RegistrationSnapshot): readonly FailedResource[] {
  const failed = resourceStates(snapshot).filter(
    ({ registrationStatus }) => registrationStatus === RegistrationStatus.FAILURE,
  );
  const all = failed.length > 0 ? failed : [{ resource: "account", errorMessage: undefined } as const];
  return Object.freeze(all.map(({ resource, errorMessage }) => received({ resource, errorMessage })));
}

function inWords({ timestreamResources: timestream, iamResources: iam }: RegisterAccountInput): string {
  const { timestreamDatabaseName: database, timestreamTableName: table } = timestream ?? {};
  const resources = [
    iam && `role ${iam.roleArn}`,
    timestream && `Timestream database ${database} and table ${table}`,
  ];
  return resources.filter(Boolean).join(", ") || "none";
}
