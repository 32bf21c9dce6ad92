// Checks a wait against docs/behavior.md, independently of the library's code: each request must come at an allowed time, and the
// requests and their outcomes determine everything else.
import { strict as assert } from "node:assert";
import type {
  CadenceContext,
  RegistrationError,
  RegistrationEvent,
  RegistrationSnapshot,
} from "../../../src/index.js";
import { type Due, NEVER } from "./due.js";
import { MESSAGES } from "./replies.js";
import type { Call } from "./source.js";
import { meet, type Outcome, type Seen, START, STATUS } from "./wait-model.js";
import { REASON, type Trace, type WaitScript } from "./wait-script.js";

/** @throws AssertionError that describes the violation. */
export function checkWait(script: WaitScript, trace: Trace): void {
  const { options, leaving } = script;
  const untilMs = Math.min(options.maxWaitMs, leaving?.atMs ?? Number.POSITIVE_INFINITY);
  const events = trace.events && [...trace.events];
  let outcome = START;
  let { due } = outcome;
  let endMs = untilMs;
  let failed: Call | undefined;
  let asked = 0;

  trace.calls.forEach((call, index) => {
    const { atMs, reply } = call;
    assert(
      atMs >= due.fromMs && atMs <= Math.ceil(due.toMs),
      `Request ${index + 1} came at ${atMs} ms, outside its allowed time`,
    );
    due = NEVER;
    const nowMs = atMs + Math.min(reply.afterMs ?? Number.POSITIVE_INFINITY, options.requestTimeoutMs);
    // Only the last request can be in flight when the wait ends.
    if (nowMs >= untilMs) return;
    outcome = meet(outcome.seen, reply, atMs, nowMs, options);
    failed = outcome.expectedEvents[0]?.type === "poll" ? undefined : call;
    for (const context of trace.asked.filter(({ elapsedMs }) => elapsedMs === nowMs)) {
      checkContext(context, outcome.seen, index + 1);
      asked += 1;
    }
    if (outcome.end) endMs = nowMs;
    due = events
      ? hear(events, outcome, { attempt: index + 1, elapsedMs: nowMs }, options.maxWaitMs)
      : outcome.due;
  });

  assert.equal(asked, trace.asked.length, "The cadence was called without a poll");
  assert.deepEqual(events ?? [], [], "An unexpected event was emitted");
  assert(due === NEVER || due.toMs >= untilMs, `No request was made until ${due.toMs} ms`);
  assert.equal(trace.ending.atMs, endMs, "It ended at the wrong time");
  checkEnding(script, trace, { ...outcome, failed });
  assert.deepEqual(trace.held, { timers: 0, listeners: 0, openCalls: 0 }, "Something is left after the end");
  assert.equal(trace.afterwards, 0, "A request or an event follows the end");
}

/** Checks the context of a cadence: the time waited, the registration's age, and the time since a resource changed its state. */
function checkContext(
  { attempt, elapsedMs, ageMs, sinceTransitionMs, snapshot }: CadenceContext,
  { beganMs = 0, changedMs, registration, notFoundSinceMs }: Seen,
  calls: number,
): void {
  assert.deepEqual(
    { attempt, ageMs, sinceTransitionMs, status: snapshot?.accountStatus },
    {
      attempt: calls,
      ageMs: elapsedMs - beganMs,
      sinceTransitionMs: changedMs === undefined ? undefined : elapsedMs - changedMs,
      status: notFoundSinceMs === undefined ? STATUS[registration?.[0] ?? ""] : undefined,
    },
    "The cadence's context differs from the model",
  );
}

/** Removes the events of one reply from the list. Returns the time of the next request that they announce. */
function hear(
  events: RegistrationEvent[],
  { expectedEvents, due, end }: Outcome,
  seen: { readonly attempt: number; readonly elapsedMs: number },
  maxWaitMs: number,
): Due {
  // A retry after the deadline is neither made nor emitted.
  const mayBeLate = due.toMs >= maxWaitMs;
  if (expectedEvents[0]?.type === "retry" && mayBeLate && events.length === 0) return NEVER;
  let nextDelayMs: number | undefined;
  for (const expected of expectedEvents) {
    const event = events.shift();
    assert(event && Object.isFrozen(event), `No ${expected.type} event was emitted`);
    const {
      snapshot: _snapshot,
      error: _error,
      failure: _failure,
      sent: _sent,
      nextDelayMs: delay,
      ...rest
    } = { snapshot: 0, error: 0, sent: false, failure: 0, nextDelayMs: undefined, ...event };
    assert.deepEqual(rest, { ...expected, ...seen }, "The event differs from the model");
    nextDelayMs ??= delay;
  }
  if (nextDelayMs === undefined) {
    assert(end || mayBeLate, "The event announces no next request");
    return NEVER;
  }
  const nextMs = seen.elapsedMs + nextDelayMs;
  assert(
    nextMs >= due.fromMs && nextMs <= due.toMs && nextMs < maxWaitMs,
    `The event announces a request at ${nextMs} ms`,
  );
  // Timers have whole milliseconds.
  return { fromMs: Math.ceil(nextMs), toMs: Math.ceil(nextMs) };
}

/** Checks the result: that of the last reply, else the caller's, else the deadline's. */
function checkEnding(
  { options, leaving }: WaitScript,
  { ending, calls }: Trace,
  { end, seen, failed }: Outcome & { readonly failed: Call | undefined },
): void {
  const { how, result, atMs } = ending;
  if (end === undefined && leaving && leaving.atMs <= options.maxWaitMs) {
    if (leaving.how === "abort") assert.equal(result, REASON);
    else assert.equal(how, "left");
    return;
  }
  if (end === "complete") {
    assert.equal(how, "complete", String(result));
    if (options.anyAnswer)
      assert.equal((result as RegistrationSnapshot).accountStatus, statusOf(seen.registration));
    return;
  }
  const answered = seen.states.account !== undefined || seen.registration !== undefined;
  // An older response after a newer one comes from a host that lags.
  const outdated = seen.outdated && !seen.newer && seen.notFoundSinceMs === undefined;
  const unseen = seen.states.account === "NOT_REGISTERED" && seen.registration === undefined;
  const { code, attempts, elapsedMs, lastSnapshot, message, cause } = Object(result) as RegistrationError;
  assert.equal(
    code,
    end ??
      (!answered
        ? "STATUS_UNREADABLE"
        : unseen
          ? "NOT_REGISTERED"
          : outdated
            ? "RESULT_OUTDATED"
            : "REGISTRATION_TIMEOUT"),
    String(result),
  );
  assert.deepEqual({ attempts, elapsedMs }, { attempts: calls.length, elapsedMs: atMs });
  const last = code === "RESULT_OUTDATED" ? seen.registration : seen.latest;
  assert.equal(lastSnapshot?.accountStatus, statusOf(last));
  if (code === "REGISTRATION_FAILED") checkMessages(seen, message);
  else if (failed) checkCause(failed, options.requestTimeoutMs, cause);
}

const statusOf = (letters = "") => STATUS[letters[0] ?? ""];

/** Checks that no message of the service is lost. */
function checkMessages({ registration = "" }: Seen, message: string): void {
  if (registration[1] !== "-") assert(message.includes(MESSAGES.iamMessage), message);
  if (registration[2] !== "-") assert(message.includes(MESSAGES.timestreamMessage), message);
}

/** Checks that the cause is the thrown error, unchanged, or the library's error if the request timed out. */
function checkCause({ reply, thrown }: Call, requestTimeoutMs: number, cause: unknown): void {
  const { afterMs = Number.POSITIVE_INFINITY } = reply;
  if (afterMs >= requestTimeoutMs) assert.equal((cause as Error).name, "RequestTimeout");
  else if (reply.kind === "malformed") assert.equal((cause as Error).name, "MalformedAnswerError");
  else assert.equal(cause, thrown);
}
