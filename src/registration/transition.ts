import type { RegistrationSnapshot } from "./snapshot.js";
import { NOT_REGISTERED, type ObservedStatus, type RegistrationResource } from "./status.js";

/** The state of each resource seen so far. */
export type Observed = { readonly [R in RegistrationResource]?: ObservedStatus };

/** A change of a resource's state. */
export interface Change {
  /** The resource that changed. */
  readonly resource: RegistrationResource;
  /** The previous state; `undefined` when the resource is first seen. */
  readonly from: ObservedStatus | undefined;
  /** The new state. */
  readonly to: ObservedStatus;
  /** The service's error message, if it returned one; never the empty string. */
  readonly errorMessage?: string | undefined;
}

/** Returns the state of each resource after a response; `undefined` means that the service found no registration. */
export function observe(before: Observed, snapshot: RegistrationSnapshot | undefined): Observed {
  const gone = (resource: RegistrationResource) =>
    before[resource] === undefined ? undefined : NOT_REGISTERED;
  const iam = snapshot?.iamRegistrationResponse?.registrationStatus ?? gone("iam");
  const timestream = snapshot?.timestreamRegistrationResponse?.registrationStatus ?? gone("timestream");
  return {
    ...(iam !== undefined && { iam }),
    ...(timestream !== undefined && { timestream }),
    account: snapshot?.accountStatus ?? NOT_REGISTERED,
  };
}

/** Returns the changes in a response, causes before the result: IAM, Timestream, account. */
export function diff(before: Observed, snapshot: RegistrationSnapshot | undefined): readonly Change[] {
  const after = observe(before, snapshot);
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
