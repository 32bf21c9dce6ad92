import type { CallEvent } from "../client/retrying.js";
import {
  AccountNotRegisteredError,
  RegistrationFailedError,
  ResultOutdatedError,
  ServiceCallError,
} from "../errors.js";
import { asError, type Failure } from "../failures/failure.js";
import type { ResolvedWaiterOptions } from "../options/waiter.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { isOutdated, registrationState } from "../registration/registration-state.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { wordsOf } from "../text/sentence.js";
import type { PollEvent, RegistrationEvent, RetryEvent } from "./events.js";
import { type Judgement, judge } from "./judge.js";
import { nextPollMs } from "./pacing.js";
import { detailsOf, type Instant, type Progress } from "./progress.js";

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
  switch (event.type) {
    case "response":
      return responseStep(judge(before, event.response, instant, options), undefined, instant, options);
    case "failed":
      if (event.failure.kind !== "not-registered")
        return failedStep(before, "GetRegisterAccountStatus", event.failure, instant);
      return responseStep(judge(before, undefined, instant, options), event.failure, instant, options);
    default:
      return callStep(before, event, "GetRegisterAccountStatus", instant);
  }
}

function responseStep(
  judgement: Judgement,
  notFound: Failure | undefined,
  instant: Instant,
  options: ResolvedWaiterOptions,
): Step {
  const { progress, believed } = judgement;
  const { current } = progress;
  const details = detailsOf(progress, instant);
  if (!believed) return polled(judgement, pollNext(judgement, instant, options), instant);
  if (current === undefined)
    return polled(judgement, end(new AccountNotRegisteredError(details, notFound?.thrown)), instant);
  const { since } = progress.awaited;
  if (isOutdated(current, since))
    return polled(judgement, end(new ResultOutdatedError(current, since, details)), instant);
  switch (registrationState(current)) {
    case "registered":
      return polled(judgement, end(undefined), instant);
    case "failed":
      return polled(judgement, end(new RegistrationFailedError(current, details)), instant);
    case "pending":
      return polled(judgement, pollNext(judgement, instant, options), instant);
  }
}

export function end(error: Error | undefined): Next {
  return { do: "end", error };
}

/** Returns the time of the next poll. An invalid cadence ends the wait, after the response has been emitted. */
export function pollNext(judgement: Judgement, { elapsedMs }: Instant, options: ResolvedWaiterOptions): Next {
  try {
    const inMs = nextPollMs(options, judgement, elapsedMs);
    return inMs === undefined ? IDLE : { do: "call", operation: "GetRegisterAccountStatus", inMs };
  } catch (error) {
    return end(asError(error));
  }
}

/** Returns the step of a response, with its events: the poll, then each transition. */
export function polled({ progress, changes }: Judgement, next: Next, { elapsedMs }: Instant): Step {
  const { current: snapshot, attempts: attempt } = progress;
  const polls = next.do === "call" && next.operation === "GetRegisterAccountStatus";
  const seen = { snapshot, attempt, elapsedMs };
  const poll: PollEvent = { type: "poll", ...seen, nextDelayMs: polls ? next.inMs : undefined };
  const transitions = changes.map((change) =>
    Object.freeze({ type: "transition", ...change, ...seen } as const),
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
    const progress = {
      ...before,
      attempts: before.attempts + 1,
      registering: registers ? ("in-flight" as const) : before.registering,
    };
    return { progress, events: [], next: STAY };
  }
  const { failure, delayMs } = event;
  const { registrations } = before;
  const progress = {
    ...before,
    last: { operation, failure },
    ...(registers && {
      registering: "retrying" as const,
      registrations: { ...registrations, rejected: registrations.rejected + failure.requests },
    }),
  };
  if (delayMs === undefined) return { progress, events: [], next: IDLE };
  return {
    progress,
    events: [retryEvent(operation, failure, before.attempts, elapsedMs, delayMs)],
    next: STAY,
  };
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
  const details = detailsOf(progress, instant);
  return {
    progress,
    events: [],
    next: end(new ServiceCallError("SERVICE_CALL_FAILED", operation, failure, details)),
  };
}
