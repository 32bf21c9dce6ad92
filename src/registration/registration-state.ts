import { expected, isDate } from "../text/expected.js";
import { oneLine } from "../text/one-line.js";
import type { RegistrationSnapshot, ResourceRegistration } from "./snapshot.js";
import { RegistrationStatus } from "./status.js";

/** The state of a registration. */
export type RegistrationState = "pending" | "registered" | "failed";

/**
 * Returns the state of a registration from one response, for programs that poll by themselves.
 *
 * `accountStatus` alone decides: a resource that failed or is missing does not. A status that is not one of AWS's three is
 * "pending".
 *
 * @param since - Start time of the registration that you are waiting for: `lastModificationTime` of RegisterAccount's response. An
 * older result belongs to another registration, and is "pending" here.
 * @throws TypeError if `since` is not a valid Date, as after JSON: a comparison with text would accept every result.
 */
export function registrationState(snapshot: RegistrationSnapshot, since?: Date): RegistrationState {
  if (since !== undefined && !(isDate(since) && Number.isFinite(since.getTime())))
    throw new TypeError(expected("`since`", "a valid Date", since));
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

/** Returns whether a response is the result of a registration before `since`. */
export function isOutdated(snapshot: RegistrationSnapshot, since: Date | undefined): boolean {
  const time = reachedAt(snapshot);
  return (
    since !== undefined && time !== undefined && time < since && registrationState(snapshot) !== "pending"
  );
}

/** Returns whether two responses show the same state of the same registration, by their status and their time. */
export function isUnchanged(before: RegistrationSnapshot, now: RegistrationSnapshot): boolean {
  return (
    before.accountStatus === now.accountStatus && reachedAt(before)?.getTime() === reachedAt(now)?.getTime()
  );
}

/** Returns the time of the last change of the record, by the service's clock. */
export function reachedAt(
  snapshot: Pick<RegistrationSnapshot, "creationTime" | "lastModificationTime">,
): Date | undefined {
  return snapshot.lastModificationTime ?? snapshot.creationTime;
}

/** The state of a resource, with its display name. */
export interface ResourceState extends ResourceRegistration {
  readonly resource: "iam" | "timestream";
  readonly label: "IAM" | "Timestream";
}

/** Returns the states of the resources in a response, in the order of every message: IAM, then Timestream. */
export function resourceStates(snapshot: RegistrationSnapshot): readonly ResourceState[] {
  const { timestreamRegistrationResponse: timestream, iamRegistrationResponse: iam } = snapshot;
  return [
    ...(iam ? [{ ...iam, resource: "iam", label: "IAM" } as const] : []),
    ...(timestream ? [{ ...timestream, resource: "timestream", label: "Timestream" } as const] : []),
  ];
}

/** Returns the states in a response, the account last: `IAM REGISTRATION_SUCCESS, account REGISTRATION_PENDING`. */
export function statesOf(snapshot: RegistrationSnapshot): string {
  const resources = resourceStates(snapshot).map(
    ({ label, registrationStatus }) => `${label} ${registrationStatus}`,
  );
  return oneLine([...resources, `account ${snapshot.accountStatus}`].join(", "));
}

/**
 * Returns one line for a log or a terminal: the account, its resources, and the service's error messages.
 *
 * @example
 * describeRegistration(snapshot);
 * // "account 123456789012: REGISTRATION_FAILURE; IAM: REGISTRATION_FAILURE (no such role); Timestream: REGISTRATION_SUCCESS"
 */
export function describeRegistration(snapshot: RegistrationSnapshot): string {
  const resources = resourceStates(snapshot).map(({ label, registrationStatus, errorMessage }) =>
    errorMessage ? `${label}: ${registrationStatus} (${errorMessage})` : `${label}: ${registrationStatus}`,
  );
  return oneLine(
    [`account ${snapshot.customerAccountId}: ${snapshot.accountStatus}`, ...resources].join("; "),
  );
}
