import type { RegisterAccountInput } from "./register-account.js";
import { isOutdated, reachedAt, registrationState } from "./registration-state.js";
import type { RegistrationSnapshot } from "./snapshot.js";

/** The goal of ensuring, and the means that it may use. */
export interface Policy {
  /** Input of RegisterAccount; `undefined` leaves the choice to this module, which removes no stored metadata. */
  readonly registration: RegisterAccountInput | undefined;
  /** Whether to register a registered account again: once, or only if it has other resources than `registration` requests. */
  readonly reregister: boolean | "if-different";
  /** Maximum number of RegisterAccount requests that may have been carried out. */
  readonly maxRegistrations: number;
  /** Time of the request to register, by the service's clock. A registration that started later satisfies it. */
  readonly requestedAt?: Date | undefined;
}

/** The facts about earlier RegisterAccount requests that the next decision needs. */
export interface History {
  /** Number of requests that may have been carried out. */
  readonly registrations: number;
  /** Input of the latest of these requests. */
  readonly registeredWith: RegisterAccountInput | undefined;
  /** Earliest start time of the registration that is waited for, by the service's clock. */
  readonly since: Date | undefined;
  /** Why the latest request may have started no registration; `undefined` once a new registration has been seen. */
  readonly unconfirmed: "lost" | "conflict" | undefined;
  /** Whether a registration has been seen that started after the decision to register. */
  readonly seenNew: boolean;
  /** Number of registrations that are known to have started since the policy's `requestedAt`. */
  readonly started?: number | undefined;
}

/** The next action of ensuring. */
export type Decision =
  /** The account is registered; `differs` if its resources are not the requested ones. */
  | { readonly do: "nothing"; readonly differs: boolean }
  | { readonly do: "wait" }
  | {
      readonly do: "register";
      readonly input: RegisterAccountInput;
      readonly because: "not-registered" | "failed" | "reregister" | "different" | "lost";
    }
  /** Registering would remove the Timestream metadata that the service has stored. */
  | { readonly do: "refuse" }
  | { readonly do: "give-up"; readonly because: "failed" | "outdated" | "lost" | "conflict" };

/**
 * Returns the next action of ensuring. Pure: the wait, the dry run and the CloudFormation handlers call it, and the state machine is
 * tested against it.
 *
 * @param snapshot - The latest response that is believed; `undefined` if the service found no registration.
 */
export function decide(
  history: History,
  snapshot: RegistrationSnapshot | undefined,
  policy: Policy,
): Decision {
  const { registrations, unconfirmed, started = 0 } = history;
  const { maxRegistrations, reregister } = policy;
  const register = (because: Extract<Decision, { do: "register" }>["because"]): Decision => ({
    do: "register",
    input: registerAccountInput(history, snapshot, policy),
    because,
  });
  const state = snapshot && (isOutdated(snapshot, history.since) ? "outdated" : registrationState(snapshot));

  if (state === "pending") return WAIT;
  if (unconfirmed === "lost")
    return registrations < maxRegistrations ? register("lost") : { do: "give-up", because: "lost" };
  if (unconfirmed === "conflict") return { do: "give-up", because: "conflict" };
  if (snapshot === undefined) return registrations > 0 ? WAIT : register("not-registered");
  switch (state) {
    case "outdated":
      if (registrations > 0) return WAIT;
      return reregister === true ? register("reregister") : { do: "give-up", because: "outdated" };
    case "failed":
      // More registrations have started than this wait requested, so another copy of the request registers the account, and does
      // so again after a failure.
      if (registrations >= maxRegistrations || started > registrations)
        return { do: "give-up", because: "failed" };
      return losesTimestream(history, snapshot, policy) ? { do: "refuse" } : register("failed");
    default:
      return decideRegistered(history, snapshot, policy, register);
  }
}

const WAIT: Decision = Object.freeze({ do: "wait" });

function decideRegistered(
  { registrations, seenNew, started = 0 }: History,
  snapshot: RegistrationSnapshot,
  policy: Policy,
  register: (because: "reregister" | "different") => Decision,
): Decision {
  if (differs(snapshot, policy.registration)) {
    // A registration since the request counts as started by another copy, which had the same input.
    return registrations + started === 0 && policy.reregister !== false
      ? register("different")
      : { do: "nothing", differs: true };
  }
  const satisfied = registrations > 0 || seenNew || isSatisfied(reachedAt(snapshot), policy);
  return policy.reregister === true && !satisfied
    ? register("reregister")
    : { do: "nothing", differs: false };
}

function isSatisfied(time: Date | undefined, { requestedAt }: Policy): boolean {
  return time !== undefined && requestedAt !== undefined && time >= requestedAt;
}

/**
 * Returns whether an account is registered with other resources than requested. Resources that were not requested, a name that is
 * empty, and an IAM status that is missing cannot differ: `{}` permits the removal of Timestream metadata without requiring it.
 */
function differs(
  { timestreamRegistrationResponse: timestream, iamRegistrationResponse: iam }: RegistrationSnapshot,
  { timestreamResources, iamResources }: RegisterAccountInput = {},
): boolean {
  const other = (wanted: string | undefined, has: string | undefined) => has !== "" && wanted !== has;
  return (
    (timestreamResources !== undefined &&
      (other(timestreamResources.timestreamDatabaseName, timestream?.timestreamDatabaseName) ||
        other(timestreamResources.timestreamTableName, timestream?.timestreamTableName))) ||
    (iamResources !== undefined && iam !== undefined && other(iamResources.roleArn, iam.roleArn))
  );
}

/**
 * Returns the requested input, or else that of the previous request. Without Timestream resources, and with `reregister`, the
 * stored ones are kept, unless `registration` is `{}`.
 */
export function registerAccountInput(
  { registeredWith }: History,
  snapshot: RegistrationSnapshot | undefined,
  { registration, reregister }: Policy,
): RegisterAccountInput {
  if (registration === undefined && registeredWith !== undefined) return registeredWith;
  if (registration?.timestreamResources !== undefined || permitsLoss(registration)) return registration ?? {};
  const stored = reregister === false ? undefined : snapshot?.timestreamRegistrationResponse;
  const { timestreamDatabaseName, timestreamTableName } = registeredWith?.timestreamResources ?? stored ?? {};
  if (timestreamDatabaseName === undefined || timestreamTableName === undefined) return registration ?? {};
  return { ...registration, timestreamResources: { timestreamDatabaseName, timestreamTableName } };
}

/** Returns whether registering would remove stored Timestream metadata without permission. */
function losesTimestream(history: History, snapshot: RegistrationSnapshot, policy: Policy): boolean {
  const kept = registerAccountInput(history, snapshot, policy).timestreamResources !== undefined;
  return snapshot.timestreamRegistrationResponse !== undefined && !kept && !permitsLoss(policy.registration);
}

/** Returns whether `registration` is `{}`, which permits the removal of stored Timestream metadata. */
export function permitsLoss(registration: RegisterAccountInput | undefined): boolean {
  return registration !== undefined && Object.keys(registration).length === 0;
}
