// Model of a wait by docs/behavior.md: its reaction to each outcome of a request.

import { EPOCH_MS } from "../../support/virtual-time.js";
import { afterAnswer, afterFailure, type Due, NEVER } from "./due.js";
import { FAULTS, MESSAGES, type Means, type Reply, SINCE } from "./replies.js";
import type { Options } from "./wait-script.js";

type Resource = "iam" | "timestream" | "account";

/** Observations so far. Times are milliseconds since subscription. */
export interface Seen {
  /** Last reported status of each resource. */
  readonly states: Readonly<Partial<Record<Resource, string>>>;
  /** Latest response with a registration, as letters. */
  readonly registration: string | undefined;
  /** Latest response with a registration that was no older than one before, as letters, and whether it was newer than `SINCE`. */
  readonly latest: string | undefined;
  readonly newer: boolean;
  /** Whether the latest response is a result older than `since`. */
  readonly outdated: boolean;
  readonly notFoundSinceMs: number | undefined;
  readonly oldSinceMs: number | undefined;
  /** When the registration started: by the first pending response's time, or else with the wait, if that time is implausible. */
  readonly beganMs: number | undefined;
  /** When a resource last changed its state. */
  readonly changedMs: number | undefined;
  /** Whether the service has responded. From then on, an unreachable endpoint is a transient error. */
  readonly answered: boolean;
  /** Number of failed requests of this poll, that of attempts that did not reach the service, and the time of its first request. */
  readonly failures: number;
  readonly unreached: number;
  readonly readSinceMs: number | undefined;
}

const NEXT_READ = { failures: 0, unreached: 0, readSinceMs: undefined };

const NOTHING: Seen = {
  states: {},
  registration: undefined,
  latest: undefined,
  newer: false,
  outdated: false,
  notFoundSinceMs: undefined,
  oldSinceMs: undefined,
  beganMs: undefined,
  changedMs: undefined,
  answered: false,
  ...NEXT_READ,
};

/** An expected event, as far as it can be predicted. */
type ExpectedEvent =
  | { readonly type: "poll" }
  | { readonly type: "retry"; readonly operation: "GetRegisterAccountStatus"; readonly throttled: boolean }
  | {
      readonly type: "transition";
      readonly resource: Resource;
      readonly from: string | undefined;
      readonly to: string;
      readonly errorMessage?: string;
    };

type Code =
  | "REGISTRATION_FAILED"
  | "RESULT_OUTDATED"
  | "REGISTRATION_TIMEOUT"
  | "NOT_REGISTERED"
  | "SERVICE_CALL_FAILED"
  | "STATUS_UNREADABLE";

const POLL: ExpectedEvent = { type: "poll" };

export interface Outcome {
  readonly seen: Seen;
  readonly expectedEvents: readonly ExpectedEvent[];
  /** Allowed time of the next request. */
  readonly due: Due;
  /** Result of the wait, if it ends. */
  readonly end?: "complete" | Code;
}

/** State before the first request, which is immediate. */
export const START: Outcome = { seen: NOTHING, expectedEvents: [], due: { fromMs: 0, toMs: 0 } };

/** Returns the reaction to a reply, from the times of the request and of the reply. */
export function meet(seen: Seen, reply: Reply, calledMs: number, nowMs: number, options: Options): Outcome {
  const timedOut = nowMs - calledMs >= options.requestTimeoutMs;
  if (timedOut) return failed(seen, { means: "transient", calledMs, nowMs }, options);
  switch (reply.kind) {
    case "answer":
      return answered(seen, reply, nowMs, options);
    case "notFound":
      return notFound(seen, nowMs, options);
    case "malformed":
      return failed(seen, { means: "fatal", calledMs, nowMs }, options);
    case "fault":
      return failed(seen, { ...FAULTS[reply.fault], hint: reply.hint, calledMs, nowMs }, options);
  }
}

/** Statuses of the service, by letter; V is one that AWS may add later. */
export const STATUS: Readonly<Record<string, string>> = {
  P: "REGISTRATION_PENDING",
  S: "REGISTRATION_SUCCESS",
  F: "REGISTRATION_FAILURE",
  V: "REGISTRATION_V",
};

/** Returns the reaction to a response with a registration: the account's status decides, except a result older than `since`. */
function answered(
  before: Seen,
  { states: letters, old }: Extract<Reply, { kind: "answer" }>,
  nowMs: number,
  options: Options,
): Outcome {
  const [account = "", iam = "", timestream = ""] = letters;
  const verdict = account === "S" || account === "F";
  const found = {
    ...before,
    ...NEXT_READ,
    answered: true,
    registration: letters,
    notFoundSinceMs: undefined,
  };
  const outdated = options.since && old && verdict;
  const older = old && before.newer;
  const { latest, newer } = older ? before : { latest: letters, newer: !old };
  const oldSinceMs = before.oldSinceMs ?? nowMs;
  const graceEndsMs = oldSinceMs + options.graceMs;
  if (outdated || (older && nowMs < graceEndsMs)) {
    const former = { seen: { ...found, latest, newer, outdated, oldSinceMs }, expectedEvents: [POLL] };
    if (options.anyAnswer) return { ...former, due: NEVER, end: "complete" };
    return nowMs < graceEndsMs
      ? { ...former, due: afterAnswer(options, nowMs, graceEndsMs) }
      : { ...former, due: NEVER, end: "RESULT_OUTDATED" };
  }

  const now = { account: STATUS[account], iam: STATUS[iam], timestream: STATUS[timestream] };
  const { states, expectedEvents } = changeEvents(before, now, letters.includes("F"));
  const beganMs = before.beganMs ?? (verdict ? undefined : beginOf(old, nowMs));
  const changedMs = changeOf(expectedEvents, nowMs) ?? before.changedMs;
  const counts = { latest: letters, newer: !old, outdated: false };
  const seen = { ...found, ...counts, states, oldSinceMs: undefined, beganMs, changedMs };
  const next = { seen, expectedEvents };
  if (options.anyAnswer) return { ...next, due: NEVER, end: "complete" };
  if (!verdict) return { ...next, due: afterAnswer(options, nowMs) };
  return { ...next, due: NEVER, end: account === "S" ? "complete" : "REGISTRATION_FAILED" };
}

/** Returns when a pending registration started: a second from `SINCE`, or 0 if that is in the future or over 15 minutes ago. */
function beginOf(old: boolean, nowMs: number): number {
  const beganMs = SINCE.getTime() - EPOCH_MS + (old ? -1000 : 1000);
  return beganMs <= nowMs && nowMs - beganMs <= 15 * 60_000 ? beganMs : 0;
}

/** Returns now if a resource changed its state. Its first state is not a change. */
function changeOf(expectedEvents: readonly ExpectedEvent[], nowMs: number): number | undefined {
  return expectedEvents.some((one) => one.type === "transition" && one.from !== undefined)
    ? nowMs
    : undefined;
}

/** Returns the reaction to "not found", which means "not visible yet" for the grace period. */
function notFound(before: Seen, nowMs: number, options: Options): Outcome {
  const notFoundSinceMs = before.notFoundSinceMs ?? nowMs;
  const graceEndsMs = notFoundSinceMs + options.graceMs;
  const { states, expectedEvents } = changeEvents(before, { account: "NOT_REGISTERED" }, false);
  const changedMs = changeOf(expectedEvents, nowMs) ?? before.changedMs;
  const next = {
    seen: { ...before, ...NEXT_READ, answered: true, notFoundSinceMs, states, changedMs },
    expectedEvents,
  };
  if (nowMs < graceEndsMs) return { ...next, due: afterAnswer(options, nowMs, graceEndsMs) };
  return { ...next, due: NEVER, end: "NOT_REGISTERED" };
}

/** Returns the new states and the events: a poll, then each change, the account last. A resource that disappears is not registered. */
function changeEvents(before: Seen, now: Partial<Record<Resource, string | undefined>>, withWords: boolean) {
  const states: Partial<Record<Resource, string>> = {};
  const expectedEvents: ExpectedEvent[] = [POLL];
  for (const resource of ["iam", "timestream", "account"] as const) {
    const from = before.states[resource];
    const to = now[resource] ?? (from && "NOT_REGISTERED");
    if (to === undefined) continue;
    states[resource] = to;
    const words = withWords && now[resource] !== undefined && resource !== "account";
    const errorMessage = words ? { errorMessage: MESSAGES[`${resource}Message`] } : {};
    if (to !== from) expectedEvents.push({ type: "transition", resource, from, to, ...errorMessage });
  }
  return { states, expectedEvents };
}

interface Failed {
  readonly means: Means;
  readonly answered?: true;
  readonly recovers?: true;
  readonly hint?: Extract<Reply, { kind: "fault" }>["hint"];
  readonly calledMs: number;
  readonly nowMs: number;
}

/**
 * Returns the reaction to a failed request. A fatal error ends the wait, unless it can recover and the service has responded. An
 * unreachable endpoint ends it before the first response, after 3 retries and 10 s. Any other error is retried until the deadline.
 */
function failed(before: Seen, failure: Failed, options: Options): Outcome {
  const { means, hint, calledMs, nowMs } = failure;
  // A connection that fails only after seconds includes several attempts.
  const weight = before.unreached > 0 && nowMs - calledMs >= 2000 ? 3 : 1;
  const seen = {
    ...before,
    answered: before.answered || failure.answered === true,
    failures: before.failures + 1,
    unreached: before.unreached + (means === "unreachable" ? weight : 0),
    readSinceMs: before.readSinceMs ?? calledMs,
  };
  const unreachable = !seen.answered && seen.unreached > 3 && nowMs - seen.readSinceMs >= 10_000;
  if ((means === "fatal" && !(failure.recovers && seen.answered)) || (means === "unreachable" && unreachable))
    return { seen, expectedEvents: [], due: NEVER, end: "SERVICE_CALL_FAILED" };
  const throttled = means === "throttled";
  const due = afterFailure(options, nowMs, {
    throttled,
    inARow: seen.failures,
    hint,
    wallClockMs: EPOCH_MS + nowMs,
  });
  return { seen, expectedEvents: [{ type: "retry", operation: "GetRegisterAccountStatus", throttled }], due };
}
