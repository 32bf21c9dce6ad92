// What a wait makes of each thing that comes of its calls, by docs/behaviour.md.

import { EPOCH_MS } from "../support/virtual-time.js";
import { afterAnswer, afterFailure, type Due, NEVER } from "./due.js";
import { FAULTS, MESSAGES, type Means, type Reply } from "./replies.js";
import type { Options } from "./wait-script.js";

type Resource = "iam" | "timestream" | "account";

/** What has been seen so far. Times in milliseconds since subscription. */
export interface Seen {
  /** The state of each resource, as told. */
  readonly states: Readonly<Partial<Record<Resource, string>>>;
  /** The latest answer that told of a registration, in letters. */
  readonly registration: string | undefined;
  readonly notFoundSinceMs: number | undefined;
  readonly oldSinceMs: number | undefined;
  /** Whether the service has answered anything: then an endpoint out of reach is a passing fault (11). */
  readonly answered: boolean;
  /** Calls of this read that failed, those of them that did not reach the service, and when the first was made. */
  readonly failures: number;
  readonly unreached: number;
  readonly readSinceMs: number | undefined;
}

const NEXT_READ = { failures: 0, unreached: 0, readSinceMs: undefined };

const NOTHING: Seen = {
  states: {},
  registration: undefined,
  notFoundSinceMs: undefined,
  oldSinceMs: undefined,
  answered: false,
  ...NEXT_READ,
};

/** What is told, as far as it is known before. */
type Telling =
  | { readonly type: "poll" }
  | {
      readonly type: "retry";
      readonly operation: "GetRegisterAccountStatus";
      readonly throttled: boolean;
    }
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

const POLL: Telling = { type: "poll" };

export interface Outcome {
  readonly seen: Seen;
  readonly tells: readonly Telling[];
  /** When the next call may come. */
  readonly due: Due;
  /** How the wait ends, where it does. */
  readonly end?: "complete" | Code;
}

/** Nothing has been seen, and the first call comes at once (3). */
export const START: Outcome = { seen: NOTHING, tells: [], due: { fromMs: 0, toMs: 0 } };

/** What a wait makes of a reply that came at a moment, to a call that was made at another. */
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

/** The service's states, by letter; V is one that it may add later. */
export const STATUS: Readonly<Record<string, string>> = {
  P: "REGISTRATION_PENDING",
  S: "REGISTRATION_SUCCESS",
  F: "REGISTRATION_FAILURE",
  V: "REGISTRATION_V",
};

/** The account's status decides (14); a result that is older than `since` is never believed (18). */
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
  const oldSinceMs = outdated ? (before.oldSinceMs ?? nowMs) : undefined;
  const graceEndsMs = outdated && oldSinceMs !== undefined ? oldSinceMs + options.graceMs : 0;
  if (outdated) {
    const old = { seen: { ...found, oldSinceMs }, tells: [POLL] };
    if (options.anyAnswer) return { ...old, due: NEVER, end: "complete" };
    return nowMs < graceEndsMs
      ? { ...old, due: afterAnswer(options, nowMs, graceEndsMs) }
      : { ...old, due: NEVER, end: "RESULT_OUTDATED" };
  }

  const now = { account: STATUS[account], iam: STATUS[iam], timestream: STATUS[timestream] };
  const { states, tells } = tellChanges(before, now, letters.includes("F"));
  const next = { seen: { ...found, states, oldSinceMs }, tells };
  if (options.anyAnswer) return { ...next, due: NEVER, end: "complete" };
  if (!verdict) return { ...next, due: afterAnswer(options, nowMs) };
  return { ...next, due: NEVER, end: account === "S" ? "complete" : "REGISTRATION_FAILED" };
}

/** "Not found" means "not visible yet" for the grace (17). */
function notFound(before: Seen, nowMs: number, options: Options): Outcome {
  const notFoundSinceMs = before.notFoundSinceMs ?? nowMs;
  const graceEndsMs = notFoundSinceMs + options.graceMs;
  const { states, tells } = tellChanges(before, { account: "NOT_REGISTERED" }, false);
  const next = { seen: { ...before, ...NEXT_READ, answered: true, notFoundSinceMs, states }, tells };
  if (nowMs < graceEndsMs) return { ...next, due: afterAnswer(options, nowMs, graceEndsMs) };
  return { ...next, due: NEVER, end: "NOT_REGISTERED" };
}

/** Only changes are told, causes before the verdict (20). What was seen and is gone is not registered (19). */
function tellChanges(before: Seen, now: Partial<Record<Resource, string | undefined>>, withWords: boolean) {
  const states: Partial<Record<Resource, string>> = {};
  const tells: Telling[] = [POLL];
  for (const resource of ["iam", "timestream", "account"] as const) {
    const from = before.states[resource];
    const to = now[resource] ?? (from && "NOT_REGISTERED");
    if (to === undefined) continue;
    states[resource] = to;
    const words = withWords && now[resource] !== undefined && resource !== "account";
    const errorMessage = words ? { errorMessage: MESSAGES[`${resource}Message`] } : {};
    if (to !== from) tells.push({ type: "transition", resource, from, to, ...errorMessage });
  }
  return { states, tells };
}

interface Failed {
  readonly means: Means;
  readonly answered?: true;
  readonly hint?: Extract<Reply, { kind: "fault" }>["hint"];
  readonly calledMs: number;
  readonly nowMs: number;
}

/** What passes is tried until the deadline (11), everything else ends it at once (12). */
function failed(before: Seen, failure: Failed, options: Options): Outcome {
  const { means, hint, calledMs, nowMs } = failure;
  const seen = {
    ...before,
    answered: before.answered || failure.answered === true,
    failures: before.failures + 1,
    unreached: before.unreached + (means === "unreachable" ? 1 : 0),
    readSinceMs: before.readSinceMs ?? calledMs,
  };
  const givenUp = !seen.answered && seen.unreached > 3 && nowMs - seen.readSinceMs >= 10_000;
  if (means === "fatal" || (means === "unreachable" && givenUp))
    return { seen, tells: [], due: NEVER, end: "SERVICE_CALL_FAILED" };
  const throttled = means === "throttled";
  const due = afterFailure(options, nowMs, {
    throttled,
    inARow: seen.failures,
    hint,
    wallClockMs: EPOCH_MS + nowMs,
  });
  return { seen, tells: [{ type: "retry", operation: "GetRegisterAccountStatus", throttled }], due };
}
