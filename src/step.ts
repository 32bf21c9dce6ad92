import { nextStep } from "./client/advice.js";
import type { ReadEvent } from "./client/retrying.js";
import type { WaitOptions } from "./config.js";
import {
  AccountNotRegisteredError,
  type RegistrationEvidence,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ServiceCallError,
} from "./errors.js";
import { nextReadMs } from "./pacing.js";
import { type Judgement, judge, type Moment, type Progress } from "./progress.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { NOT_REGISTERED } from "./registration/status.js";
import type { RegistrationTransition } from "./registration/transition.js";

/** One status read answered, also when nothing changed. */
export interface RegistrationPoll {
  readonly type: "poll";
  /** The answer; `undefined` where the service knows no registration. */
  readonly snapshot: RegistrationSnapshot | undefined;
  /** The call of the source that brought it, counted from 1, failed ones included. */
  readonly attempt: number;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: number;
  /** Milliseconds until the next read; `undefined` when no further read follows. */
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
export interface Step {
  readonly progress: Progress;
  readonly events: readonly RegistrationEvent[];
  /** Milliseconds until the next read: `Infinity` where none follows, `undefined` where a read is still being made. */
  readonly nextReadMs?: number;
  /** The end: of the wait with an error, or without. */
  readonly end?: { readonly error?: Error };
}

/** What a wait makes of one thing that a read told. */
export function step(before: Progress, read: ReadEvent, moment: Moment, options: WaitOptions): Step {
  const { attempts: attempt } = before;
  const { elapsedMs } = moment;
  switch (read.type) {
    case "call":
      return { progress: { ...before, attempts: attempt + 1 }, events: [] };
    case "failed": {
      const { error, throttled, delayMs: nextDelayMs } = read;
      const progress = { ...before, failure: error };
      if (nextDelayMs === undefined) return { progress, events: [] };
      return {
        progress,
        events: [Object.freeze({ type: "retry", error, throttled, attempt, elapsedMs, nextDelayMs })],
      };
    }
    case "fatal": {
      const advice = nextStep(OPERATION, read.error, read.unreachable);
      return {
        progress: before,
        events: [],
        end: { error: new ServiceCallError(OPERATION, read.error, evidence(before, moment), advice) },
      };
    }
    case "answer":
      return answered(judge(before, read.snapshot, moment, options), read, moment, options);
  }
}

const OPERATION = "GetRegisterAccountStatus";

function answered(
  judgement: Judgement,
  read: ReadEvent & { type: "answer" },
  moment: Moment,
  options: WaitOptions,
): Step {
  const { progress, changes } = judgement;
  const { snapshot } = read;
  const { elapsedMs } = moment;
  const attempt = progress.attempts;
  const end = endOf(judgement, read, moment);
  const delayMs = end ? Number.POSITIVE_INFINITY : nextReadMs(options, judgement, elapsedMs);
  const nextDelayMs = delayMs < Number.POSITIVE_INFINITY ? delayMs : undefined;
  const events = [
    Object.freeze({ type: "poll", snapshot, attempt, elapsedMs, nextDelayMs } as const),
    ...changes.map((change) =>
      Object.freeze({ type: "transition", ...change, snapshot, attempt, elapsedMs } as const),
    ),
  ];
  return { progress, events, ...(end ? { end } : { nextReadMs: delayMs }) };
}

function endOf(
  { verdict, progress }: Judgement,
  read: ReadEvent & { type: "answer" },
  moment: Moment,
): Step["end"] {
  if (verdict === "registered") return {};
  if (verdict === "failed" && read.snapshot)
    return { error: new RegistrationFailedError(read.snapshot, evidence(progress, moment)) };
  if (verdict === "not-registered")
    return { error: new AccountNotRegisteredError(evidence(progress, moment), notFound(read)) };
  return undefined;
}

function notFound(read: ReadEvent): unknown {
  return "error" in read ? read.error : undefined;
}

/** The step that the deadline makes of the latest one. */
export function deadline({ progress }: Step, moment: Moment): Step {
  const { observed, failure, lastSnapshot } = progress;
  const unseen = observed.account === NOT_REGISTERED && lastSnapshot === undefined;
  const error = unseen
    ? new AccountNotRegisteredError(evidence(progress, moment), failure)
    : new RegistrationTimeoutError(observed, evidence(progress, moment), failure);
  return { progress, events: [], end: { error } };
}

function evidence({ attempts, lastSnapshot }: Progress, { elapsedMs }: Moment): RegistrationEvidence {
  return { attempts, lastSnapshot, elapsedMs };
}
