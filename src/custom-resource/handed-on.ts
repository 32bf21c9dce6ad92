import type { RegistrationCounts } from "../errors.js";
import type { AdviceTopic } from "../failures/advice.js";
import type { FinalFailure } from "../failures/failure.js";
import type { FailureKind } from "../failures/service-errors.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { statesOf } from "../registration/registration-state.js";
import { parseRegistration, type RegistrationSnapshot } from "../registration/snapshot.js";
import { oneLine } from "../text/one-line.js";
import { awaitedFrom, type Progress, registrationsMade, startOf } from "../waiting/progress.js";

/**
 * State of a wait that `onEvent` passes to every `isComplete`, through the provider framework, which does not change it. Times
 * are ISO 8601.
 */
export interface HandedOn {
  /** Start time of `onEvent`: the deadline counts from it. */
  readonly startedAt?: string | undefined;
  /** Time at which RegisterAccount was accepted, lost its response or met a conflict, by the Lambda function's clock. */
  readonly registeredAt?: string | undefined;
  /** Time in RegisterAccount's response, or just after the last known result, by the service's clock: older results are ignored. */
  readonly since?: string | undefined;
  /** The RegisterAccount requests of `onEvent`, by their outcome. */
  readonly registrations?: RegistrationCounts | undefined;
  /** Why RegisterAccount may have started no registration: a conflict or a lost response. */
  readonly unconfirmed?: HandedOnFailure | undefined;
  /** Whether `onEvent` ended between a RegisterAccount that was not carried out, for example throttled, and its retry. */
  readonly registering?: boolean | undefined;
  /** The failure of that RegisterAccount. */
  readonly rejected?: HandedOnFailure | undefined;
  /** Whether a new registration was seen, or one that may be new because it was pending. */
  readonly seenNew?: boolean | undefined;
  /** The latest response that showed a registration. */
  readonly lastSnapshot?: RegistrationSnapshot | undefined;
  /** The last response before RegisterAccount that showed a registration. */
  readonly former?: RegistrationSnapshot | undefined;
  /** Whether a poll was answered. */
  readonly answered?: boolean | undefined;
  /** The states in `lastSnapshot`, as one line. */
  readonly lastSeen?: string | undefined;
  /** The last request of `onEvent`, if it failed. */
  readonly lastError?: HandedOnFailure | undefined;
}

/** A failed request, as data. */
export interface HandedOnFailure {
  /** The request's operation. */
  readonly operation: RegistrationOperation;
  /** The class of the failure, which decides whether it is retried. */
  readonly kind: FailureKind;
  /** The topic of the advice, if the cause is known. */
  readonly topic?: AdviceTopic | undefined;
  /** The failure in one sentence, safe to print. */
  readonly reason: string;
}

/** Returns the state of a wait as plain data, to pass on. */
export function handOn(progress: Progress, startedAtMs: number): HandedOn {
  const { last, lastSnapshot, registrations, registering, rejected, seenNew, answered, awaited } = progress;
  const { since, unconfirmed, former, waitingSinceMs } = awaited;
  const requested = registrationsMade(progress) > 0 || unconfirmed !== undefined;
  return {
    startedAt: new Date(startedAtMs).toISOString(),
    ...(requested && { registeredAt: new Date(startedAtMs + waitingSinceMs).toISOString() }),
    ...(since && { since: since.toISOString() }),
    registrations,
    ...(unconfirmed && { unconfirmed: failureData("RegisterAccount", unconfirmed) }),
    ...(registering !== undefined && { registering: true }),
    ...(rejected && { rejected: failureData("RegisterAccount", rejected.failure) }),
    ...((seenNew || awaited.beganMs !== undefined) && { seenNew: true }),
    ...(former && { former }),
    ...(lastSnapshot && { lastSnapshot }),
    answered,
    ...(lastSnapshot && { lastSeen: statesOf(lastSnapshot) }),
    ...(last && { lastError: failureData(last.operation, last.failure) }),
  };
}

/** Restores the state of a wait that was passed on. @param waitOnly - Whether the handlers never register. */
export function resume(handedOn: HandedOn, waitOnly: boolean): Progress {
  const { startedAt, registeredAt, since, rejected, unconfirmed, lastError } = handedOn;
  const [lastSnapshot, former] = [handedOn.lastSnapshot, handedOn.former].map(
    (snapshot) => snapshot && parseRegistration(snapshot),
  );
  const graceFromMs =
    registeredAt === undefined || startedAt === undefined
      ? 0
      : Date.parse(registeredAt) - Date.parse(startedAt);
  const seen = lastSnapshot !== undefined;
  const begun = waitOnly || registeredAt !== undefined || seen;
  const start = startOf(undefined, begun);
  const { registrations = start.registrations } = handedOn;
  return {
    ...start,
    current: lastSnapshot,
    lastSnapshot,
    answered: handedOn.answered ?? false,
    registering: handedOn.registering ? "retrying" : undefined,
    rejected: rejected && { failure: failureFrom(rejected), requests: registrations.rejected },
    registrations,
    seenNew: handedOn.seenNew ?? false,
    last: lastError && { operation: lastError.operation, failure: failureFrom(lastError) },
    awaited: {
      ...awaitedFrom(graceFromMs, {
        since: since === undefined ? undefined : new Date(since),
        begun,
        unconfirmed: unconfirmed && failureFrom(unconfirmed),
        former,
      }),
      // Each invocation polls once, and does not know the others' polls. So a grace period starts with RegisterAccount or `onEvent`.
      // After a registration was seen, it starts again in each invocation, because a registration cannot be undone.
      notFoundSinceMs: seen ? undefined : graceFromMs,
      outdatedSinceMs: registeredAt === undefined ? undefined : graceFromMs,
    },
  };
}

function failureData(
  operation: RegistrationOperation,
  { kind, topic, reason }: FinalFailure,
): HandedOnFailure {
  return { operation, kind, ...(topic && { topic }), reason: oneLine(reason) };
}

function failureFrom({ kind, topic, reason }: HandedOnFailure): FinalFailure {
  const error = new Error(reason);
  return { kind, topic, reason, error, thrown: error };
}
