import { oneLine } from "../text/one-line.js";
import type { RegistrationSnapshot } from "./snapshot.js";
import { RegistrationStatus } from "./status.js";

/** What an answer means for a waiter. */
export type Verdict = "pending" | "registered" | "failed";

/**
 * Judges one answer: what a handler that reads once needs.
 *
 * `accountStatus` alone decides: a part that failed or is missing gives no verdict. A status that is none of AWS's
 * three is "pending".
 *
 * @param since - When the registration that is waited for began: `lastModificationTime` of RegisterAccount's answer.
 * A verdict that the service reached before is another registration's, and so "pending" here.
 * @throws TypeError where it is no time, as after JSON: next to a text nothing is older, and every verdict was believed.
 */
export function verdictOf(snapshot: RegistrationSnapshot, since?: Date): Verdict {
  if (since !== undefined && !(since instanceof Date && Number.isFinite(since.getTime())))
    throw new TypeError("Expected `since` to be a valid Date");
  if (isOutdated(snapshot, since)) return "pending";
  switch (snapshot.accountStatus) {
    case RegistrationStatus.SUCCESS:
      return "registered";
    case RegistrationStatus.FAILURE:
      return "failed";
    default:
      return "pending";
  }
}

/** Whether a response is a result that is older than the registration that is waited for. */
export function isOutdated(snapshot: RegistrationSnapshot, since: Date | undefined): boolean {
  const time = reachedAt(snapshot);
  return since !== undefined && time !== undefined && time < since && verdictOf(snapshot) !== "pending";
}

/** Returns when the service last changed the record, by its own clock. */
export function reachedAt(
  snapshot: Pick<RegistrationSnapshot, "creationTime" | "lastModificationTime">,
): Date | undefined {
  return snapshot.lastModificationTime ?? snapshot.creationTime;
}

/** A part of a registration, with its name for people. */
export interface Part {
  readonly resource: "timestream" | "iam";
  readonly label: "Timestream" | "IAM";
  readonly registrationStatus: string;
  readonly errorMessage?: string | undefined;
}

/** The parts that an answer tells of. */
export function partsOf(snapshot: RegistrationSnapshot): readonly Part[] {
  const { timestreamRegistrationResponse: timestream, iamRegistrationResponse: iam } = snapshot;
  return [
    ...(timestream ? [{ ...timestream, resource: "timestream", label: "Timestream" } as const] : []),
    ...(iam ? [{ ...iam, resource: "iam", label: "IAM" } as const] : []),
  ];
}

/** Returns the states that a response shows, causes first: `IAM REGISTRATION_SUCCESS, account REGISTRATION_PENDING`. */
export function statesOf(snapshot: RegistrationSnapshot): string {
  const parts = [...partsOf(snapshot)]
    .reverse()
    .map(({ label, registrationStatus }) => `${label} ${registrationStatus}`);
  return oneLine([...parts, `account ${snapshot.accountStatus}`].join(", "));
}

/**
 * One line for a log or a terminal: the account, its parts, and what the service says of them.
 *
 * @example
 * describeRegistration(snapshot);
 * // "account 123456789012: REGISTRATION_FAILURE; Timestream: REGISTRATION_SUCCESS; IAM: REGISTRATION_FAILURE (no such role)"
 */
export function describeRegistration(snapshot: RegistrationSnapshot): string {
  const parts = partsOf(snapshot).map(({ label, registrationStatus, errorMessage }) =>
    errorMessage ? `${label}: ${registrationStatus} (${errorMessage})` : `${label}: ${registrationStatus}`,
  );
  return oneLine([`account ${snapshot.customerAccountId}: ${snapshot.accountStatus}`, ...parts].join("; "));
}
