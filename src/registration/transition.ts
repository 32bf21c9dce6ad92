import type { RegistrationSnapshot } from "./snapshot.js";
import { NOT_REGISTERED, type ObservedStatus, type RegistrationResource } from "./status.js";

/** The state of each resource seen so far. */
export type Observed = { readonly [R in RegistrationResource]?: ObservedStatus | undefined };

/** A change of a resource's state. */
export interface Change {
  /** `iam`, `timestream` or `account`. */
  readonly resource: RegistrationResource;
  /** The previous state; `undefined` when the resource is first seen. */
  readonly from: ObservedStatus | undefined;
  /** The new state. `NOT_REGISTERED` means that the service reports none. */
  readonly to: ObservedStatus;
  /** The service's error message, if it returned one; never the empty string. */
  readonly errorMessage?: string | undefined;
}

/** Returns the states after a response; `undefined` means that the service knows no registration. */
export function observe(before: Observed, snapshot: RegistrationSnapshot | undefined): Observed {
  return {
    iam: snapshot?.iamRegistrationResponse?.registrationStatus ?? gone(before.iam),
    timestream: snapshot?.timestreamRegistrationResponse?.registrationStatus ?? gone(before.timestream),
    account: snapshot?.accountStatus ?? NOT_REGISTERED,
  };
}

function gone(before: ObservedStatus | undefined): ObservedStatus | undefined {
  return before === undefined ? undefined : NOT_REGISTERED;
}

/** Returns the changes that a response brings, causes before the result: IAM, Timestream, account. */
export function diff(
  before: Observed,
  after: Observed,
  snapshot: RegistrationSnapshot | undefined,
): readonly Change[] {
  const changes: Change[] = [];
  for (const resource of CAUSES_FIRST) {
    const from = before[resource];
    const to = after[resource];
    if (to === undefined || to === from) continue;
    const errorMessage = messageOf(resource, snapshot);
    changes.push({ resource, from, to, ...(errorMessage !== undefined && { errorMessage }) });
  }
  return changes;
}

const CAUSES_FIRST = ["iam", "timestream", "account"] as const;

function messageOf(
  resource: RegistrationResource,
  snapshot: RegistrationSnapshot | undefined,
): string | undefined {
  if (resource === "iam") return snapshot?.iamRegistrationResponse?.errorMessage;
  return resource === "timestream" ? snapshot?.timestreamRegistrationResponse?.errorMessage : undefined;
}
