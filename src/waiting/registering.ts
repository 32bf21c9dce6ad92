import { type CallEvent, isLost } from "../client/retrying.js";
import { type Failure, parseFailure } from "../failures/failure.js";
import type { ResolvedEnsureOptions } from "../options/ensure.js";
import type { RegistrationReceipt } from "../registration/register-account.js";
import { reachedAt, registrationState } from "../registration/registration-state.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { fullJitterMs } from "../timing/backoff.js";
import type { RegisterAccountEvent, RetryEvent } from "./events.js";
import { inputOf } from "./history.js";
import { withStart } from "./judge.js";
import {
  awaitedFrom,
  counted,
  type Instant,
  NOT_REGISTERING,
  type Progress,
  registrationsMade,
} from "./progress.js";
import { callStep, failedStep, IDLE, pollIn, retryEvent, type Step } from "./step.js";

/** Returns the step that follows an event of a RegisterAccount call. */
export function registerStep(
  before: Progress,
  event: CallEvent<RegistrationReceipt>,
  instant: Instant,
  options: ResolvedEnsureOptions,
): Step<RetryEvent | RegisterAccountEvent> {
  switch (event.type) {
    case "response":
      return acceptedStep(before, event.response, instant, options);
    case "failed":
      return rejectedStep(before, event.failure, instant, options);
    default: {
      const step = callStep(before, event, "RegisterAccount", instant);
      if (event.type === "request" || event.delayMs === undefined) return step;
      const { kind, clockCorrected } = event.failure;
      // A poll precedes a retry, except after clock skew: meanwhile, someone else may have registered the account.
      return kind === "fatal" && clockCorrected ? step : { ...step, next: pollIn(event.delayMs) };
    }
  }
}

function acceptedStep(
  before: Progress,
  receipt: RegistrationReceipt,
  { elapsedMs }: Instant,
  options: ResolvedEnsureOptions,
): Step<RegisterAccountEvent> {
  const since = sinceOf(receipt, before.lastSnapshot);
  const { registrations } = before;
  const progress: Progress = {
    ...before,
    ...withStart(before, receipt),
    ...NOT_REGISTERING,
    last: undefined,
    registrations: { ...registrations, accepted: registrations.accepted + 1 },
    registeredWith: inputOf(before, options),
    awaited: awaitedFrom(elapsedMs, { since, former: before.lastSnapshot }),
  };
  const event: RegisterAccountEvent = {
    type: "register",
    registration: registrationsMade(progress),
    registerAccountStatus: receipt.registerAccountStatus,
    since,
    attempt: progress.attempts,
    elapsedMs,
  };
  return { progress, events: [Object.freeze(event)], next: pollIn(0) };
}

/** Returns the step after a failure without a retry: a poll after a lost response or a conflict, otherwise the end. */
function rejectedStep(
  before: Progress,
  failure: Failure,
  instant: Instant,
  options: ResolvedEnsureOptions,
): Step<RetryEvent> {
  const { elapsedMs } = instant;
  const conflict = failure.kind === "conflict";
  if (!conflict && !isLost(failure)) {
    const registrations = counted(before, failure, failure.sent);
    return failedStep({ ...before, registrations }, "RegisterAccount", failure, instant);
  }
  const progress = unconfirmed(before, failure, instant, options);
  const delayMs = Math.max(
    options.minDelayMs,
    failure.retryAfterMs,
    fullJitterMs(Math.max(1, registrationsMade(progress)), options.random),
  );
  if (elapsedMs + delayMs >= options.maxWaitMs) return { progress, events: [], next: IDLE };
  return {
    progress,
    events: [retryEvent("RegisterAccount", failure, progress.attempts, elapsedMs, delayMs)],
    next: pollIn(delayMs),
  };
}

/** Returns the state after RegisterAccount in flight was canceled, by the deadline or after the machine slept: its response is lost. */
export function cutRegistration(
  progress: Progress,
  instant: Instant,
  options: ResolvedEnsureOptions,
): Progress {
  if (progress.registering !== "in-flight") return progress;
  const error = new Error("The wait ended before RegisterAccount got a response");
  error.name = "RequestTimeout";
  return unconfirmed(progress, parseFailure(error, instant.wallClockMs), instant, options);
}

function unconfirmed(
  before: Progress,
  failure: Failure,
  { elapsedMs }: Instant,
  options: ResolvedEnsureOptions,
): Progress {
  const lost = failure.kind !== "conflict";
  return {
    ...before,
    registrations: counted(before, failure, lost),
    ...NOT_REGISTERING,
    last: { operation: "RegisterAccount", failure },
    ...(lost && { registeredWith: inputOf(before, options) }),
    awaited: awaitedFrom(elapsedMs, {
      since: afterResult(before.lastSnapshot) ?? before.awaited.since,
      unconfirmed: failure,
      former: before.lastSnapshot,
    }),
  };
}

/** Returns the time of a receipt; 1 ms after the last known result if the receipt has no time or an older one. */
function sinceOf(receipt: RegistrationReceipt, last: RegistrationSnapshot | undefined): Date | undefined {
  const time = reachedAt(receipt);
  const after = afterResult(last);
  return time !== undefined && (after === undefined || time.getTime() >= after.getTime() - 1) ? time : after;
}

/** Returns the earliest start time of a registration that is newer than a result. */
function afterResult(snapshot: RegistrationSnapshot | undefined): Date | undefined {
  const time = snapshot && registrationState(snapshot) !== "pending" ? reachedAt(snapshot) : undefined;
  return time && new Date(time.getTime() + 1);
}
