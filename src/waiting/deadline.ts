import {
  AccountNotRegisteredError,
  type LastFailure,
  type RegistrationErrorDetails,
  RegistrationTimeoutError,
  ResultOutdatedError,
  ServiceCallError,
  type TimeoutPhase,
} from "../errors.js";
import type { FinalFailure } from "../failures/failure.js";
import { isOutdated, registrationState, statesOf } from "../registration/registration-state.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { RegistrationStatus } from "../registration/status.js";
import { isOlder } from "./judge.js";
import { detailsOf, type Instant, type Progress, registrationsMade } from "./progress.js";

/** Returns the error of a wait at its deadline. A RegisterAccount in flight has been canceled by then: its response is lost. */
export function deadlineError(progress: Progress, instant: Instant): Error {
  const { answered, registering, current, lastSnapshot, last, awaited } = progress;
  const { unconfirmed, since } = awaited;
  const details = detailsOf(progress, instant);
  const lastSeen = lastSnapshot && statesOf(lastSnapshot);
  const failure = last?.failure;

  if (!answered) {
    const call = { operation: "GetRegisterAccountStatus", failure } as const;
    return new ServiceCallError("STATUS_UNREADABLE", call, details);
  }
  if (registering !== undefined) return notAcceptedError(progress, details, lastSeen);
  if (unconfirmed !== undefined) return unconfirmedError(unconfirmed, details, lastSeen, last);

  const ours = registrationsMade(progress) > 0;
  if (lastSnapshot === undefined && !ours)
    return new AccountNotRegisteredError(details, failure?.thrown, last);
  const shown = current && isOlder(current, lastSnapshot) ? lastSnapshot : current;
  if (shown !== undefined && isOutdated(shown, since) && !ours)
    return new ResultOutdatedError(shown, since, details, last);
  return new RegistrationTimeoutError(phaseOf(shown), lastSeen, details, last);
}

/** Returns the error of a RegisterAccount that was rejected, or never sent. */
export function notAcceptedError(
  { rejected, last }: Progress,
  details: RegistrationErrorDetails,
  lastSeen: string | undefined,
): ServiceCallError {
  const failure = rejected?.failure ?? (last?.operation === "RegisterAccount" ? last.failure : undefined);
  const call = { operation: "RegisterAccount", failure, lastSeen, last } as const;
  return new ServiceCallError("REGISTER_NOT_ACCEPTED", call, details);
}

/** Returns the error of a RegisterAccount after which no new registration became visible. */
export function unconfirmedError(
  failure: FinalFailure,
  details: RegistrationErrorDetails,
  lastSeen: string | undefined,
  last?: LastFailure,
): ServiceCallError {
  const code = failure.kind === "conflict" ? "SERVICE_CALL_FAILED" : "REGISTER_UNKNOWN";
  const unfinished = details.registrations.lost > 0;
  const call = { operation: "RegisterAccount", failure, lastSeen, last, unfinished } as const;
  return new ServiceCallError(code, call, details);
}

/** Returns the phase of a timeout. A final status that has not ended the wait belongs to a former registration. */
function phaseOf(current: RegistrationSnapshot | undefined): TimeoutPhase {
  if (current === undefined || registrationState(current) !== "pending") return "not-visible";
  const known: readonly string[] = Object.values(RegistrationStatus);
  return known.includes(current.accountStatus) ? "pending" : "unknown-status";
}
