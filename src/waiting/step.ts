import { nextStep, remedyOf } from "../client/advice.js";
import { asError, type CallEvent } from "../client/retrying.js";
import type { StatusAnswer } from "../client/source.js";
import {
  AccountNotRegisteredError,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ServiceCallError,
} from "../errors.js";
import type { WaitOptions } from "../options/waiter.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { NOT_REGISTERED } from "../registration/status.js";
import type { EnsureEvent, RegistrationEvent, RegistrationRetry } from "./events.js";
import { type Judgement, judge } from "./judge.js";
import { nextRead } from "./pacing.js";
import { evidenceOf, type Instant, type Progress } from "./progress.js";

/** How a wait goes on. */
export type Next =
  /** It calls the service, after so many milliseconds. */
  | { readonly call: RegistrationOperation; readonly inMs: number }
  /** It ends, with an error or without. */
  | { readonly end: Error | undefined }
  /** The call that it makes goes on. */
  | "in-call"
  /** Nothing is left to do before the deadline. */
  | "at-deadline";

/** One thing that happened: what was seen by then, what is told of it, and how the wait goes on. */
export interface Step<E = RegistrationEvent> {
  readonly progress: Progress;
  readonly events: readonly E[];
  readonly next: Next;
}

/** What a wait makes of one thing that a read told. */
export function readStep(
  before: Progress,
  event: CallEvent | StatusAnswer,
  instant: Instant,
  options: WaitOptions,
): Step {
  if (event.type !== "answer") return callStep(before, event, "GetRegisterAccountStatus", instant);
  const { snapshot } = event;
  const { elapsedMs } = instant;
  const judgement = judge(before, snapshot, instant, options);
  const { progress, changes } = judgement;
  const next = nextOf(judgement, event, instant, options);
  const nextDelayMs = typeof next === "object" && "inMs" in next ? next.inMs : undefined;
  const seen = { snapshot, attempt: progress.attempts, elapsedMs };
  const events = [
    Object.freeze({ type: "poll", ...seen, nextDelayMs } as const),
    ...changes.map((change) => Object.freeze({ type: "transition", ...change, ...seen } as const)),
  ];
  return { progress, events, next };
}

/** What a wait makes of a call of the service that is not answered yet, or not at all. */
export function callStep(
  before: Progress,
  event: CallEvent,
  operation: RegistrationOperation,
  instant: Instant,
): Step<RegistrationRetry> {
  const { attempts: attempt } = before;
  switch (event.type) {
    case "call": {
      // A read that looks what became of it, after the machine slept, leaves it unanswered.
      const registering = before.registering || operation === "RegisterAccount";
      return { progress: { ...before, attempts: attempt + 1, registering }, events: [], next: "in-call" };
    }
    case "failed": {
      const { error, throttled, delayMs: nextDelayMs } = event;
      const progress = { ...before, failure: error, registering: false };
      if (nextDelayMs === undefined) return { progress, events: [], next: "at-deadline" };
      const { elapsedMs } = instant;
      const retry = { type: "retry", operation, error, throttled, attempt, elapsedMs, nextDelayMs } as const;
      return { progress, events: [Object.freeze(retry)], next: "in-call" };
    }
    case "fatal": {
      const { error, unreachable } = event;
      const advice = nextStep(operation, error, unreachable);
      const end = new ServiceCallError(operation, error, evidenceOf(before, instant), advice, unreachable);
      return { progress: before, events: [], next: { end } };
    }
  }
}

/** The step that the deadline makes. */
export function deadlineStep<E = EnsureEvent>(progress: Progress, instant: Instant): Step<E> {
  const { observed, failure, lastSnapshot, registrations, registering } = progress;
  const evidence = evidenceOf(progress, instant);
  // What this wait has registered, or is about to, may only not be visible yet.
  const begun = registrations > 0 || registering;
  const unseen = observed.account === NOT_REGISTERED && lastSnapshot === undefined && !begun;
  const end = unseen
    ? new AccountNotRegisteredError(evidence, failure, failure !== undefined)
    : new RegistrationTimeoutError(
        observed,
        evidence,
        failure,
        remedyOf("GetRegisterAccountStatus", failure),
      );
  return { progress, events: [], next: { end } };
}

/** How the wait goes on after an answer. A cadence that gives no delay ends it, and the answer is told all the same. */
function nextOf(judgement: Judgement, answer: StatusAnswer, instant: Instant, options: WaitOptions): Next {
  const { verdict, progress } = judgement;
  const evidence = evidenceOf(progress, instant);
  if (verdict === "registered") return { end: undefined };
  if (verdict === "failed" && answer.snapshot)
    return { end: new RegistrationFailedError(answer.snapshot, evidence) };
  if (verdict === "not-registered") {
    const cause = "error" in answer ? answer.error : undefined;
    return { end: new AccountNotRegisteredError(evidence, cause) };
  }
  try {
    const next = nextRead(options, judgement, instant.elapsedMs);
    return next === "at-deadline" ? next : { call: "GetRegisterAccountStatus", ...next };
  } catch (error) {
    return { end: asError(error) };
  }
}
