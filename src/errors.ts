import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { type RegistrationResource, RegistrationStatus } from "./registration/status.js";
import type { Observed } from "./registration/transition.js";
import { partsOf } from "./registration/verdict.js";
import { CLOSED } from "./text/closed.js";
import { oneLine } from "./text/one-line.js";
import { count, inOneSentence, seconds, sentence } from "./text/sentence.js";

/** What was known when a wait ended without success. */
export interface RegistrationEvidence {
  /** The last answer that told of a registration; `undefined` where there was none. */
  readonly lastSnapshot: RegistrationSnapshot | undefined;
  /** Calls of the source, failed ones included. */
  readonly attempts: number;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: number;
}

/** The `code` of each error of this library. */
export type RegistrationErrorCode =
  | "REGISTRATION_FAILED"
  | "REGISTRATION_TIMEOUT"
  | "NOT_REGISTERED"
  | "SERVICE_CALL_FAILED";

// Registered, not local: two copies of the package in one program (a hoisting accident, a bundle) share it.
const BRAND = Symbol.for("fleetwise-registration.RegistrationError");

/** The base of every error that a wait ends with, save an abort (the signal's own reason) and wrong options. */
export abstract class RegistrationError extends Error implements RegistrationEvidence {
  abstract readonly code: RegistrationErrorCode;
  readonly lastSnapshot: RegistrationSnapshot | undefined;
  readonly attempts: number;
  readonly elapsedMs: number;

  constructor(message: string, evidence: RegistrationEvidence, options?: ErrorOptions) {
    // Much of it is the service's text, which is data: the fields have it as it came.
    super(oneLine(message), options);
    this.lastSnapshot = evidence.lastSnapshot;
    this.attempts = evidence.attempts;
    this.elapsedMs = evidence.elapsedMs;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** What `JSON.stringify` shows: everything but the stack and the cause, which may hold a whole HTTP exchange. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) };
  }
}

/** Any error of this library: `code` tells which, and TypeScript then knows its fields. */
export type AnyRegistrationError =
  | RegistrationFailedError
  | RegistrationTimeoutError
  | AccountNotRegisteredError
  | ServiceCallError;

/**
 * Whether a value is an error of this library, also of another copy of it, where `instanceof` fails.
 *
 * @example
 * if (isRegistrationError(error) && error.code === "REGISTRATION_FAILED") console.error(error.failures);
 */
export function isRegistrationError(error: unknown): error is AnyRegistrationError {
  return typeof error === "object" && error !== null && BRAND in error;
}

/** A part of a registration that failed, or the account where no part did. */
export interface RegistrationFailure {
  /** What failed. */
  readonly resource: RegistrationResource;
  /** The service's words, where it gave any. */
  readonly errorMessage?: string | undefined;
}

/** `accountStatus` is `REGISTRATION_FAILURE`. The message contains every Timestream and IAM `errorMessage`. */
export class RegistrationFailedError extends RegistrationError {
  readonly code = "REGISTRATION_FAILED";
  /** The parts that failed, or the account where no part did. */
  readonly failures: readonly RegistrationFailure[];

  static {
    named(RegistrationFailedError, "RegistrationFailedError");
  }

  /** @param advice - What follows from it, where that is more than the reason: sentences. */
  constructor(snapshot: RegistrationSnapshot, evidence: RegistrationEvidence, advice?: string) {
    const message = failureMessage(snapshot);
    super(advice === undefined ? message : `${sentence(message)} ${advice}`, {
      ...evidence,
      lastSnapshot: snapshot,
    });
    const failed = partsOf(snapshot).filter((part) => part.registrationStatus === RegistrationStatus.FAILURE);
    this.failures = Object.freeze(
      (failed.length > 0 ? failed : [{ resource: "account", errorMessage: undefined } as const]).map(
        ({ resource, errorMessage }) =>
          Object.freeze({ resource, ...(errorMessage !== undefined && { errorMessage }) }),
      ),
    );
  }
}

/** `maxWaitTime` is over. Its `name` is `TimeoutError`, which is what users of the AWS SDK's waiters check. */
export class RegistrationTimeoutError extends RegistrationError {
  readonly code = "REGISTRATION_TIMEOUT";

  static {
    named(RegistrationTimeoutError, "TimeoutError");
  }

  /**
   * @param readError - What the last read failed with, where reads were failing at the end.
   * @param advice - What to do about that, where it is known: a sentence.
   */
  constructor(observed: Observed, evidence: RegistrationEvidence, readError?: Error, advice?: string) {
    super(timeoutMessage(observed, evidence, readError, advice), evidence, readError && { cause: readError });
  }
}

/** The service knows no registration of this account, beyond the time in which that may mean "not visible yet". */
export class AccountNotRegisteredError extends RegistrationError {
  readonly code = "NOT_REGISTERED";

  static {
    named(AccountNotRegisteredError, "AccountNotRegisteredError");
  }

  /**
   * @param cause - The service's own "not found", or what the last call failed with.
   * @param failing - Whether calls were failing at the end.
   */
  constructor(evidence: RegistrationEvidence, cause?: unknown, failing = false) {
    super(
      `The account is not registered with AWS IoT FleetWise in this region: GetRegisterAccountStatus found no ` +
        `registration, after ${count(evidence.attempts, "call")} over ${seconds(evidence.elapsedMs)}. ` +
        (failing ? `The last call failed: ${inOneSentence(cause)} ` : "") +
        "Call RegisterAccount, or `ensureRegistered()`, first: in the same account and region. " +
        CLOSED,
      evidence,
      cause === undefined ? {} : { cause },
    );
  }
}

/** A call of the service failed in a way that trying again does not mend. `cause` is the original error, untouched. */
export class ServiceCallError extends RegistrationError {
  readonly code = "SERVICE_CALL_FAILED";
  /** The operation that failed. */
  readonly operation: string;
  /** Whether the service could not be reached: no such host, no connection. Unlike all else, that may pass after minutes. */
  readonly unreachable: boolean;

  static {
    named(ServiceCallError, "ServiceCallError");
  }

  constructor(
    operation: string,
    cause: unknown,
    evidence: RegistrationEvidence,
    nextStep: string,
    unreachable = false,
  ) {
    super(`${operation} failed: ${inOneSentence(cause)} ${nextStep}`, evidence, { cause });
    this.operation = operation;
    this.unreachable = unreachable;
  }
}

function failureMessage(snapshot: RegistrationSnapshot): string {
  const reasons = partsOf(snapshot)
    .filter(
      (part) => part.errorMessage !== undefined || part.registrationStatus === RegistrationStatus.FAILURE,
    )
    .map((part) => `${part.label}: ${part.errorMessage ?? "the service gave no reason"}`);
  return (
    `AWS IoT FleetWise registration of account ${snapshot.customerAccountId} failed: ` +
    (reasons.join("; ") || "the service gave no reason")
  );
}

function timeoutMessage(
  observed: Observed,
  evidence: RegistrationEvidence,
  readError: Error | undefined,
  advice: string | undefined,
): string {
  const account = evidence.lastSnapshot ? ` of account ${evidence.lastSnapshot.customerAccountId}` : "";
  const labels = { iam: "IAM", timestream: "Timestream", account: "account" };
  const last = (["iam", "timestream", "account"] as const).flatMap((resource) => {
    const status = observed[resource];
    return status === undefined ? [] : [`${labels[resource]} ${status}`];
  });
  const outdated =
    evidence.lastSnapshot && `only a verdict older than \`since\` (${evidence.lastSnapshot.accountStatus})`;
  return [
    `AWS IoT FleetWise registration${account} did not finish within ${seconds(evidence.elapsedMs)}`,
    ` (${count(evidence.attempts, "read")}). Last seen: ${last.join(", ") || outdated || "no status"}.`,
    readError ? ` The last read failed: ${inOneSentence(readError)}` : "",
    advice === undefined ? "" : ` ${advice}`,
    last.length > 0 || outdated
      ? " The registration goes on in the background: wait again, or longer with `maxWaitTime`."
      : " Check the region, the network and the request quota, or wait longer with `maxWaitTime`.",
  ].join("");
}

/** On the prototype, as the language's own errors have it: a field would be listed among the evidence. */
function named(errorClass: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(errorClass.prototype, "name", { value: name, configurable: true, writable: true });
}
