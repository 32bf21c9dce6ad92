import { nextStep } from "../client/advice.js";
import type { CallEvent } from "../client/retrying.js";
import type { StatusAnswer } from "../client/source.js";
import {
  AccountNotRegisteredError,
  type RegistrationEvidence,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ServiceCallError,
} from "../errors.js";
import type { WaitOptions } from "../options/waiter.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { NOT_REGISTERED } from "../registration/status.js";
import type { RegistrationTransition } from "../registration/transition.js";
import { type Judgement, judge, type Moment, type Progress } from "./judge.js";
import { nextReadMs } from "./pacing.js";

/** One status read answered, also when nothing changed. */
export interface RegistrationPoll {
  readonly type: "poll";
  /** The answer; `undefined` where the service knows no registration. */
  readonly snapshot: RegistrationSnapshot | undefined;
  /** The call of the source that brought it, counted from 1, failed ones included. */
  readonly attempt: number;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: number;
  /** Milliseconds until the next read; `undefined` when none follows, or RegisterAccount is called first. */
  readonly nextDelayMs: number | undefined;
}

/** One status read failed and will be tried again. */
export interface RegistrationRetry {
  readonly type: "retry";
  /** What the source threw, untouched. */
  readonly error: Error;
  /** Whether the request quota was used up. */
  readonly throttled: boolean;
  /** The call of the source that failed, counted from 1, failed ones included. */
  readonly attempt: number;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: number;
  /** Milliseconds until the read is tried again. */
  readonly nextDelayMs: number;
}

/** Everything that a wait tells. Frozen. */
export type RegistrationEvent = RegistrationPoll | RegistrationTransition | RegistrationRetry;

/** One thing that happened: what was seen by then, what is told of it, and how the wait goes on. */
export interface Step<E = RegistrationEvent> {
  readonly progress: Progress;
  readonly events: readonly E[];
  /** Milliseconds until the next read: `Infinity` where none follows, `undefined` where this step leads to none. */
  readonly nextReadMs?: number;
  /** The end of the wait, with an error or without. */
  readonly end?: { readonly error?: Error };
}

/** What a wait makes of one thing that a read told. */
export function readStep(
  before: Progress,
  read: CallEvent | StatusAnswer,
  moment: Moment,
  options: WaitOptions,
): Step {
  return read.type === "answer"
    ? answerStep(judge(before, read.snapshot, moment, options), read, moment, options)
    : callStep(before, read, "GetRegisterAccountStatus", moment);
}

/** What a wait makes of a call of the service that is not answered yet, or not at all. */
export function callStep(
  before: Progress,
  call: CallEvent,
  operation: string,
  moment: Moment,
): Step<RegistrationRetry> {
  const { attempts: attempt } = before;
  switch (call.type) {
    case "call":
      return { progress: { ...before, attempts: attempt + 1 }, events: [] };
    case "failed": {
      const { error, throttled, delayMs: nextDelayMs } = call;
      const { elapsedMs } = moment;
      const retry =
        nextDelayMs !== undefined &&
        ({ type: "retry", error, throttled, attempt, elapsedMs, nextDelayMs } as const);
      return { progress: { ...before, failure: error }, events: retry ? [Object.freeze(retry)] : [] };
    }
    case "fatal": {
      const advice = nextStep(operation, call.error, call.unreachable);
      const error = new ServiceCallError(operation, call.error, evidence(before, moment), advice);
      return { progress: before, events: [], end: { error } };
    }
  }
}

function answerStep(judgement: Judgement, answer: StatusAnswer, moment: Moment, options: WaitOptions): Step {
  const { progress, changes } = judgement;
  const { snapshot } = answer;
  const { elapsedMs } = moment;
  const attempt = progress.attempts;
  const next = nextOf(judgement, answer, moment, options);
  const delayMs = "nextReadMs" in next ? next.nextReadMs : Number.POSITIVE_INFINITY;
  const nextDelayMs = delayMs < Number.POSITIVE_INFINITY ? delayMs : undefined;
  const events = [
    Object.freeze({ type: "poll", snapshot, attempt, elapsedMs, nextDelayMs } as const),
    ...changes.map((change) =>
      Object.freeze({ type: "transition", ...change, snapshot, attempt, elapsedMs } as const),
    ),
  ];
  return { progress, events, ...next };
}

/** How the wait goes on after an answer. A cadence that gives no delay ends it, and the answer is told all the same. */
function nextOf(
  judgement: Judgement,
  answer: StatusAnswer,
  moment: Moment,
  options: WaitOptions,
): { readonly nextReadMs: number } | { readonly end: { readonly error?: Error } } {
  const end = endOf(judgement, answer, moment);
  if (end) return { end };
  try {
    return { nextReadMs: nextReadMs(options, judgement, moment.elapsedMs) };
  } catch (error) {
    return { end: { error: error as Error } };
  }
}

function endOf({ verdict, progress }: Judgement, answer: StatusAnswer, moment: Moment): Step["end"] {
  const known = evidence(progress, moment);
  if (verdict === "registered") return {};
  if (verdict === "failed" && answer.snapshot)
    return { error: new RegistrationFailedError(answer.snapshot, known) };
  if (verdict === "not-registered") return { error: new AccountNotRegisteredError(known, notFound(answer)) };
  return undefined;
}

function notFound(answer: StatusAnswer): unknown {
  return "error" in answer ? answer.error : undefined;
}

/** The step that the deadline makes of the latest one. */
export function deadlineStep({ progress }: Step<unknown>, moment: Moment): Step<never> {
  const { observed, failure, lastSnapshot } = progress;
  const unseen = observed.account === NOT_REGISTERED && lastSnapshot === undefined;
  const error = unseen
    ? new AccountNotRegisteredError(evidence(progress, moment), failure, failure !== undefined)
    : new RegistrationTimeoutError(observed, evidence(progress, moment), failure);
  return { progress, events: [], end: { error } };
}

export function evidence({ attempts, lastSnapshot }: Progress, { elapsedMs }: Moment): RegistrationEvidence {
  return { attempts, lastSnapshot, elapsedMs };
}
