import { isRegistrationError, type RegistrationResource, type RegistrationSnapshot } from "../index.js";
import { oneLine } from "../text/one-line.js";
import { inOneSentence, seconds } from "../text/sentence.js";
import type { Outcome } from "./outcome.js";

/** Why a target did not end registered, in this program's words: of a part of it, or of the whole. */
export interface Reason {
  readonly resource?: RegistrationResource;
  readonly text: string;
  /** What was last seen, for where that does not stand beside it. */
  readonly seen?: string;
}

/** The names of the resources, for people. */
export const LABELS: Readonly<Record<RegistrationResource, string>> = {
  iam: "IAM",
  timestream: "Timestream",
  account: "account",
};

/** The reasons of an outcome; none where there is nothing to explain. */
export function reasonsOf({ state, snapshot, error, since }: Outcome): readonly Reason[] {
  switch (state) {
    case "failed":
      return snapshot === undefined ? [] : failures(snapshot);
    case "outdated":
      return snapshot === undefined ? [] : [{ text: outdated(snapshot, since) }];
    case "timed-out":
      return [{ text: timedOut(error), seen: ` Last seen: ${lastSeen(snapshot)}.` }];
    case "unreadable":
      return [{ text: unreadable(error) }];
    case "not-registered":
      return [{ text: "AWS IoT FleetWise knows no registration of this account in this region." }];
    default:
      return error === undefined ? [] : [{ text: oneLine(error.message) }];
  }
}

/** The same in one line. */
export function reasonOf(outcome: Outcome): string | undefined {
  const reasons = reasonsOf(outcome).map(({ resource, text, seen = "" }) =>
    resource === undefined ? text + seen : `${LABELS[resource]}: ${text}`,
  );
  return reasons.length === 0 ? undefined : reasons.join("; ");
}

/** What a call failed with, in a few words. */
export function failureOf(error: unknown): string {
  const { message, errors } = Object(error) as Partial<AggregateError>;
  // One that sums up others says nothing itself.
  const told = !message && Array.isArray(errors) && errors.length > 0 ? errors[0] : error;
  return oneLine(inOneSentence(told)).replace(/\.$/, "");
}

function failures(snapshot: RegistrationSnapshot): readonly Reason[] {
  const parts = [
    ["iam", snapshot.iamRegistrationResponse],
    ["timestream", snapshot.timestreamRegistrationResponse],
  ] as const;
  const failed = parts.flatMap(([resource, part]) =>
    part?.registrationStatus === "REGISTRATION_FAILURE" || part?.errorMessage
      ? [{ resource, text: oneLine(part.errorMessage ?? NO_REASON) }]
      : [],
  );
  return failed.length > 0 ? failed : [{ resource: "account", text: NO_REASON }];
}

const NO_REASON = "The service gave no reason.";

function outdated({ accountStatus, lastModificationTime, creationTime }: RegistrationSnapshot, since?: Date) {
  const reached = lastModificationTime ?? creationTime;
  return (
    `The verdict that AWS shows, ${oneLine(accountStatus)} of ${reached?.toISOString()}, is older than --since ` +
    `${since?.toISOString()}, so it is not believed.`
  );
}

function lastSeen(snapshot: RegistrationSnapshot | undefined): string {
  if (snapshot === undefined) return "no registration";
  const { iamRegistrationResponse: iam, timestreamRegistrationResponse: timestream } = snapshot;
  const seen = [
    ["IAM", iam?.registrationStatus],
    ["Timestream", timestream?.registrationStatus],
    ["account", snapshot.accountStatus],
  ];
  return seen.flatMap(([label, status]) => (status ? [`${label} ${oneLine(status)}`] : [])).join(", ");
}

function timedOut(error: Error | undefined): string {
  const within = isRegistrationError(error) ? `within ${seconds(error.elapsedMs)}` : "in time";
  const failing = error?.cause === undefined ? "" : ` The last read failed: ${failureOf(error.cause)}.`;
  return `It did not finish ${within}.${failing}`;
}

function unreadable(error: Error | undefined): string {
  if (!isRegistrationError(error)) return oneLine(error?.message ?? "");
  if (error.cause === undefined) return "No read was answered in time.";
  const registering = error.code === "SERVICE_CALL_FAILED" && error.operation === "RegisterAccount";
  return `${registering ? "RegisterAccount failed: " : ""}${failureOf(error.cause)}.`;
}
