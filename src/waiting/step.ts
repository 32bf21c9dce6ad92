import type { CallEvent } from "../client/retrying.js";
import {
  AccountNotRegisteredError,
  RegistrationFailedError,
  ResultOutdatedError,
  ServiceCallError,
} from "../errors.js";
import { asError, type Failure, parseFailure } from "../failures/failure.js";
import type { ResolvedWaiterOptions } from "../options/waiter.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { isOutdated, registrationState } from "../registration/registration-state.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { wordsOf } from "../text/sentence.js";
import type { PollEvent, RegistrationEvent, RetryEvent } from "./events.js";
import { type Judgement, judge } from "./judge.js";
import { nextPollMs } from "./pacing.js";
import { changed, counted, detailsOf, type Instant, type Progress, registrationsMade } from "./progress.js";

/** The next action of a wait. */
export type Next =
  /** The wait sends a request after `inMs` milliseconds. */
  | { readonly do: "call"; readonly operation: RegistrationOperation; readonly inMs: number }
  /** The call in progress continues. */
  | { readonly do: "stay" }
  /** Nothing is left to do before the deadline. */
  | { readonly do: "idle" }
  | { readonly do: "end"; readonly error: Error | undefined };

const STAY: Next = Object.freeze({ do: "stay" });
export const IDLE: Next = Object.freeze({ do: "idle" });

/** The result of one event of a call: the new state, the events to emit, and how the wait continues. */
export interface Step<E = RegistrationEvent> {
  readonly progress: Progress;
  readonly events: readonly E[];
  readonly next: Next;
}

/** Returns the step that follows an event of a poll, in a wait that never registers. */
export function pollStep(
  before: Progress,
  event: CallEvent<RegistrationSnapshot>,
  instant: Instant,
  options: ResolvedWaiterOptions,
): Step {
  return judgedStep(before, event, instant, options, (judgement, notFound) =>
    polled(judgement, nextAfter(judgement, notFound, instant, options), instant),
  );
}

/** Returns the step that follows an event of a poll. `respond` returns the step for a response that is believed. */
export function judgedStep<E>(
  before: Progress,
  event: CallEvent<RegistrationSnapshot>,
  instant: Instant,
  options: ResolvedWaiterOptions,
  respond: (judgement: Judgement, notFound: Failure | undefined) => Step<E>,
): Step<E | RegistrationEvent> {
  if (event.type === "request" || event.type === "retry")
    return callStep(before, event, "GetRegisterAccountStatus", instant);
  const failure = event.type === "failed" ? event.failure : undefined;
  if (failure !== undefined && failure.kind !== "not-registered")
    return failedStep(before, "GetRegisterAccountStatus", failure, instant);
  const snapshot = event.type === "response" ? event.response : undefined;
  const change = snapshot && accountChange(before, snapshot, instant);
  if (change !== undefined) return failedStep(before, "GetRegisterAccountStatus", change, instant);
  const judgement = judge(before, snapshot, instant, options);
  if (judgement.believed) return respond(judgement, failure);
  return polled(judgement, pollNext(judgement, instant, options), instant);
}

/** Returns a failure if a response is of another account than an earlier one, as after a change of the credentials. */
export function accountChange(
  { lastSnapshot }: Progress,
  snapshot: RegistrationSnapshot,
  { wallClockMs }: Instant,
): Failure | undefined {
  const [before, now] = [lastSnapshot?.customerAccountId, snapshot.customerAccountId];
  if (before === undefined || before === now) return undefined;
  const error = new Error(
    `The credentials now belong to the account ${now}, and belonged to ${before} before`,
  );
  error.name = "AccountChangedError";
  return parseFailure(error, wallClockMs);
}

function nextAfter(
  judgement: Judgement,
  notFound: Failure | undefined,
  instant: Instant,
  options: ResolvedWaiterOptions,
): Next {
  const { current, awaited } = judgement.progress;
  const details = detailsOf(judgement.progress, instant);
  if (current === undefined) return end(new AccountNotRegisteredError(details, notFound?.thrown));
  if (isOutdated(current, awaited.since))
    return end(new ResultOutdatedError(current, awaited.since, details));
  switch (registrationState(current)) {
    case "registered":
      return end(undefined);
    case "failed":
      return end(new RegistrationFailedError(current, details));
    case "pending":
      return pollNext(judgement, instant, options);
  }
}

export function pollIn(inMs: number): Extract<Next, { do: "call" }> {
  return { do: "call", operation: "GetRegisterAccountStatus", inMs };
}

export function end(error: Error | undefined): Next {
  return { do: "end", error };
}

/** Returns the next poll. An error of `cadence` or `random` ends the wait, after the response has been emitted. */
export function pollNext(judgement: Judgement, { elapsedMs }: Instant, options: ResolvedWaiterOptions): Next {
  try {
    const inMs = nextPollMs(options, judgement, elapsedMs);
    return inMs === undefined ? IDLE : pollIn(inMs);
  } catch (error) {
    return end(asError(error));
  }
}

/** Returns the step of a response, with its events: the poll, then each transition. */
export function polled({ progress, changes }: Judgement, next: Next, { elapsedMs }: Instant): Step {
  const { current: snapshot, attempts: attempt } = progress;
  const polls = next.do === "call" && next.operation === "GetRegisterAccountStatus";
  const nextDelayMs = polls ? next.inMs : undefined;
  const poll: PollEvent = { type: "poll", snapshot, attempt, elapsedMs, nextDelayMs };
  const transitions = changes.map((change) =>
    Object.freeze({ type: "transition", ...change, snapshot, attempt, elapsedMs } as const),
  );
  return { progress, events: [Object.freeze(poll), ...transitions], next };
}

/** Returns the step that follows a request or a retry. */
export function callStep(
  before: Progress,
  event: Extract<CallEvent<never>, { type: "request" | "retry" }>,
  operation: RegistrationOperation,
  { elapsedMs }: Instant,
): Step<RetryEvent> {
  const registers = operation === "RegisterAccount";
  if (event.type === "request") {
    const registering = registers ? "in-flight" : before.registering;
    const progress = changed(before, { attempts: before.attempts + 1, registering });
    return { progress, events: [], next: STAY };
  }
  const { failure, delayMs } = event;
  const { attempts, rejected } = before;
  const progress: Progress = {
    ...before,
    last: { operation, failure },
    ...(registers && {
      registering: "retrying",
      rejected: { failure, requests: (rejected?.requests ?? 0) + failure.requests },
      registrations: counted(before, failure, false),
    }),
  };
  if (delayMs === undefined) return { progress, events: [], next: IDLE };
  return { progress, events: [retryEvent(operation, failure, attempts, elapsedMs, delayMs)], next: STAY };
}

export function retryEvent(
  operation: RegistrationOperation,
  { error, kind, sent, status, reason }: Failure,
  attempt: number,
  elapsedMs: number,
  nextDelayMs: number,
): RetryEvent {
  const throttled = kind === "throttled";
  const failure = Object.freeze({ ...wordsOf(error), status, reason });
  const seen = { attempt, elapsedMs, nextDelayMs };
  return Object.freeze({ type: "retry", operation, error, failure, throttled, sent, ...seen });
}

/** Returns the end of a wait whose request failed permanently. */
export function failedStep(
  before: Progress,
  operation: RegistrationOperation,
  failure: Failure,
  instant: Instant,
): Step<never> {
  const progress = { ...before, last: { operation, failure } };
  return { progress, events: [], next: end(failedError(before, operation, failure, instant)) };
}

/** Returns the error of a request that failed permanently. */
export function failedError(
  before: Progress,
  operation: RegistrationOperation,
  failure: Failure,
  instant: Instant,
): ServiceCallError {
  const unfinished = (failure.sent && operation === "RegisterAccount") || isUnfinished(before);
  const call = { operation, failure, unfinished };
  return new ServiceCallError("SERVICE_CALL_FAILED", call, detailsOf(before, instant));
}

/** Returns whether a registration of this wait may be in progress. */
function isUnfinished(progress: Progress): boolean {
  const { unconfirmed, former, since } = progress.awaited;
  const { current } = progress;
  const ended = current && former === undefined && registrationState(current, since) !== "pending";
  return unconfirmed !== undefined || (registrationsMade(progress) > 0 && !ended);
}
