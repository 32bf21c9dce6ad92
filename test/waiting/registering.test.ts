import { describe, expect, test } from "vitest";
import type { ServiceCallError } from "../../src/errors.js";
import { parseFailure } from "../../src/failures/failure.js";
import { type EnsureOptions, resolveEnsureOptions } from "../../src/options/ensure.js";
import type { RegistrationOperation } from "../../src/registration/operation.js";
import { historyOf } from "../../src/waiting/history.js";
import { awaitedFrom, type Progress, startOf } from "../../src/waiting/progress.js";
import { cutRegistration, registerStep } from "../../src/waiting/registering.js";
import { failedStep } from "../../src/waiting/step.js";
import { serviceError, snapshot } from "../support/answers.js";

const AT = new Date("2026-01-01T00:00:00Z");
const after = (ms: number) => new Date(AT.getTime() + ms);
const NOW = { elapsedMs: 60_000, wallClockMs: 0 };
const LOST = parseFailure(serviceError("InternalServerException", { $metadata: { httpStatusCode: 500 } }), 0);
const CONFLICT = parseFailure(serviceError("ConflictException"), 0);
const DENIED = parseFailure(serviceError("AccessDeniedException"), 0);
const [POLL, REGISTER] = ["GetRegisterAccountStatus", "RegisterAccount"] as const;
const INPUT = { iamResources: { roleArn: "arn:aws:iam::123456789012:role/r" } };
const FAILED = snapshot("FF", { at: AT });
const PENDING = snapshot("PP", { at: AT });

const optionsOf = (config: Partial<EnsureOptions> = {}) =>
  resolveEnsureOptions({
    client: { send: async () => ({}) },
    registration: INPUT,
    random: () => 1,
    ...config,
  });
/** Returns the state of a wait with a RegisterAccount in flight. */
const inFlight = (members: Partial<Progress> = {}): Progress => ({
  ...startOf(undefined, false),
  attempts: 2,
  answered: true,
  registering: "in-flight",
  ...members,
});
const seen = (current: Progress["current"]) => ({ current, lastSnapshot: current });
const failing = (
  failure: typeof LOST,
  members: Partial<Progress> = {},
  config: Partial<EnsureOptions> = {},
) => registerStep(inFlight(members), { type: "failed", failure }, NOW, optionsOf(config));
const accepting = (times: object, members: Partial<Progress> = {}) => {
  const response = { registerAccountStatus: "REGISTRATION_PENDING", ...times };
  return registerStep(inFlight(members), { type: "response", response }, NOW, optionsOf());
};

describe("the start of an accepted registration, by the service's clock, is", () => {
  test.each<[string, object, Partial<Progress>, Date | undefined]>([
    [
      "the receipt's lastModificationTime",
      { creationTime: AT, lastModificationTime: after(5) },
      {},
      after(5),
    ],
    ["the receipt's creationTime if it has no other", { creationTime: AT }, {}, AT],
    ["unknown if neither the receipt nor a former result has a time", {}, {}, undefined],
    [
      "the receipt's time if that of the former result is earlier",
      { creationTime: after(1) },
      seen(FAILED),
      after(1),
    ],
    ["the receipt's time if the former result has the same", { creationTime: AT }, seen(FAILED), AT],
    [
      "1 ms after the former result if the receipt is older",
      { creationTime: after(-1) },
      seen(FAILED),
      after(1),
    ],
    ["1 ms after the former result if the receipt has no time", {}, seen(FAILED), after(1)],
    [
      "the receipt's time if the former registration was pending",
      { creationTime: after(-1) },
      seen(PENDING),
      after(-1),
    ],
  ])("the start of a registration is %s", (_, times, members, since) => {
    const step = accepting(times, members);
    expect(step.progress.awaited.since).toEqual(since);
    expect(step.events).toMatchObject([
      { type: "register", since, registration: 1, attempt: 2, elapsedMs: 60_000 },
    ]);
  });
});

test("an accepted RegisterAccount is followed by a poll, and its input is kept", () => {
  const former = { operation: "GetRegisterAccountStatus", failure: DENIED } as const;
  const { progress, next } = accepting({}, { ...seen(FAILED), last: former });
  expect(next).toEqual({ do: "call", operation: "GetRegisterAccountStatus", inMs: 0 });
  expect(progress).toMatchObject({
    registering: undefined,
    registrations: { accepted: 1, lost: 0, rejected: 0 },
    registeredWith: INPUT,
    awaited: { waitingSinceMs: 60_000, former: FAILED, begun: true },
  });
  expect(progress.last).toBeUndefined();
});

describe("a lost RegisterAccount", () => {
  test("a lost RegisterAccount may have been carried out, so it counts and its input is kept", () => {
    const { progress } = failing(LOST, seen(FAILED));
    expect(progress).toMatchObject({
      registering: undefined,
      registrations: { accepted: 0, lost: 1, rejected: 0 },
      registeredWith: INPUT,
      last: { operation: "RegisterAccount", failure: LOST },
      awaited: { since: after(1), unconfirmed: LOST, former: FAILED, waitingSinceMs: 60_000 },
    });
  });

  test("a lost RegisterAccount keeps the former `since` unless a result has been seen", () => {
    const awaited = awaitedFrom(0, { since: after(9) });
    expect(failing(LOST, { awaited }).progress.awaited.since).toEqual(after(9));
    expect(failing(LOST, { awaited, ...seen(PENDING) }).progress.awaited.since).toEqual(after(9));
    expect(failing(LOST, { awaited, ...seen(FAILED) }).progress.awaited.since).toEqual(after(1));
  });

  test.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
  ])("lost RegisterAccount number %i is followed by a poll after up to %i ms", (number, delayMs) => {
    const registrations = { accepted: 0, lost: number - 1, rejected: 0 };
    const { events, next } = failing(LOST, { registrations });
    expect(next).toEqual({ do: "call", operation: "GetRegisterAccountStatus", inMs: delayMs });
    expect(events).toMatchObject([
      { type: "retry", operation: "RegisterAccount", sent: true, nextDelayMs: delayMs, attempt: 2 },
    ]);
  });

  test("a lost RegisterAccount is followed by nothing if the poll would come at the deadline", () => {
    expect(failing(LOST, {}, { maxWaitTime: 61 })).toMatchObject({ events: [], next: { do: "idle" } });
    expect(failing(LOST, {}, { maxWaitTime: 61.001 }).next).toMatchObject({ do: "call", inMs: 1000 });
  });

  test("a RegisterAccount that the deadline cut is lost, with the reason in the error", () => {
    const cut = cutRegistration(inFlight(), NOW, optionsOf());
    expect(cut.registrations).toEqual({ accepted: 0, lost: 1, rejected: 0 });
    expect(cut.awaited.unconfirmed).toMatchObject({
      kind: "transient",
      reason: "RequestTimeout: The wait ended before RegisterAccount got a response.",
    });
  });

  test("a RegisterAccount that waits for its retry is not lost at the deadline", () => {
    for (const registering of ["retrying", undefined] as const) {
      const progress = inFlight({ registering });
      expect(cutRegistration(progress, NOW, optionsOf())).toBe(progress);
    }
  });
});

describe("a conflict of RegisterAccount", () => {
  test("a RegisterAccount in conflict was not carried out, so it does not count and keeps no input", () => {
    const { progress, next } = failing(CONFLICT, seen(FAILED));
    expect(progress).toMatchObject({
      registrations: { accepted: 0, lost: 0, rejected: 1 },
      registeredWith: undefined,
      awaited: { since: after(1), unconfirmed: CONFLICT, former: FAILED },
    });
    expect(next).toEqual({ do: "call", operation: "GetRegisterAccountStatus", inMs: 1000 });
  });
});

test("a rejected RegisterAccount ends the wait with its error and the facts of the wait", () => {
  const { next, progress } = failing(DENIED, seen(FAILED));
  expect(next).toMatchObject({
    do: "end",
    error: {
      code: "SERVICE_CALL_FAILED",
      operation: "RegisterAccount",
      attempts: 2,
      lastSnapshot: FAILED,
      registrations: { accepted: 0, lost: 0, rejected: 1 },
    },
  });
  expect(progress.last).toEqual({ operation: "RegisterAccount", failure: DENIED });
});

describe("the error of a request that failed permanently", () => {
  const OURS = { registrations: { accepted: 1, lost: 0, rejected: 0 } };
  const SENT = parseFailure(new TypeError("The response is not valid"), 0);

  test.each<[string, boolean, RegistrationOperation, typeof DENIED, Partial<Progress>]>([
    ["before any RegisterAccount", false, POLL, DENIED, {}],
    ["of a poll that was sent", false, POLL, { ...SENT, sent: true }, {}],
    ["by a rejected RegisterAccount", false, REGISTER, DENIED, {}],
    ["by a RegisterAccount that was sent", true, REGISTER, { ...SENT, sent: true }, {}],
    [
      "by a poll after a lost request",
      true,
      POLL,
      DENIED,
      { awaited: awaitedFrom(0, { unconfirmed: LOST }) },
    ],
    ["before a registration is visible", true, POLL, DENIED, OURS],
    ["while a registration is pending", true, POLL, DENIED, { ...OURS, ...seen(PENDING) }],
    ["after a registration has failed", false, REGISTER, DENIED, { ...OURS, ...seen(FAILED) }],
    [
      "while only the former result is visible",
      true,
      POLL,
      DENIED,
      { ...OURS, ...seen(FAILED), awaited: awaitedFrom(0, { former: FAILED }) },
    ],
    [
      "while only an outdated result is visible",
      true,
      POLL,
      DENIED,
      { ...OURS, ...seen(FAILED), awaited: awaitedFrom(0, { since: after(1) }) },
    ],
  ])("a failure %s advises to look again: %s", (_, looks, operation, failure, members) => {
    const { next } = failedStep(inFlight(members), operation, failure, NOW);
    const { topics } = (next as { readonly error: Error }).error as ServiceCallError;
    expect(topics.includes("look-again")).toBe(looks);
  });
});

describe("a throttled RegisterAccount", () => {
  const failure = parseFailure(serviceError("ThrottlingException"), 0);
  const throttled = (delayMs: number | undefined, requestedAt?: Date) =>
    registerStep(inFlight(), { type: "retry", failure, delayMs }, NOW, { ...optionsOf(), requestedAt });

  test("a throttled RegisterAccount is followed by a poll at its retry, and emits the failure as data", () => {
    const { progress, events, next } = throttled(3000);
    expect(next).toEqual({ do: "call", operation: "GetRegisterAccountStatus", inMs: 3000 });
    expect(progress).toMatchObject({
      registering: "retrying",
      registrations: { accepted: 0, lost: 0, rejected: 1 },
      last: { operation: "RegisterAccount", failure },
    });
    expect(events).toStrictEqual([
      {
        type: "retry",
        operation: "RegisterAccount",
        error: failure.error,
        failure: {
          name: "ThrottlingException",
          message: "ThrottlingException happened",
          status: 400,
          reason: "ThrottlingException: ThrottlingException happened.",
        },
        throttled: true,
        sent: false,
        attempt: 2,
        elapsedMs: 60_000,
        nextDelayMs: 3000,
      },
    ]);
    for (const event of events) expect(Object.isFrozen(event)).toBe(true);
  });

  test("a throttled RegisterAccount keeps its failure and the requests rejected in a row", () => {
    const retry = { type: "retry", failure, delayMs: 3000 } as const;
    const { progress } = registerStep(throttled(3000).progress, retry, NOW, optionsOf());
    expect(progress.rejected).toEqual({ failure, requests: 2 });
    expect(failing(LOST, progress).progress.rejected).toBeUndefined();
    expect(accepting({}, progress).progress.rejected).toBeUndefined();
  });

  test("a poll precedes a retry of RegisterAccount, unless only the clock was corrected", () => {
    const next = (kind: "throttled" | "fatal", clockCorrected: boolean) => {
      const event = { type: "retry", failure: { ...failure, kind, clockCorrected }, delayMs: 100 } as const;
      return registerStep(inFlight(), event, NOW, optionsOf()).next;
    };
    expect(next("fatal", true)).toEqual({ do: "stay" });
    for (const [kind, corrected] of [
      ["throttled", true],
      ["fatal", false],
    ] as const)
      expect(next(kind, corrected)).toMatchObject({ do: "call", operation: "GetRegisterAccountStatus" });
  });

  test("a throttled RegisterAccount emits no retry event if its retry would come after the deadline", () => {
    for (const requestedAt of [undefined, AT])
      expect(throttled(undefined, requestedAt)).toMatchObject({ events: [], next: { do: "idle" } });
  });
});

describe("the history that decisions are based on", () => {
  const requestedAt = AT;
  const pendingSince = inFlight({ awaited: awaitedFrom(0, { beganMs: 0 }) });

  test("the history has the reason why the latest RegisterAccount is unconfirmed", () => {
    const because = (unconfirmed: typeof LOST | undefined) =>
      historyOf(inFlight({ awaited: awaitedFrom(0, { unconfirmed }) }), {}).unconfirmed;
    expect([LOST, CONFLICT, undefined].map(because)).toEqual(["lost", "conflict", undefined]);
  });

  test("the history counts a pending registration as new if the time of the request is known", () => {
    expect(historyOf(pendingSince, { requestedAt }).seenNew).toBe(true);
    expect(historyOf(pendingSince, {}).seenNew).toBe(false);
    expect(historyOf(inFlight(), { requestedAt }).seenNew).toBe(false);
    expect(historyOf(inFlight({ seenNew: true }), {}).seenNew).toBe(true);
  });

  test("the history counts accepted and lost registrations, but not rejected ones", () => {
    const registrations = { accepted: 1, lost: 2, rejected: 4 };
    expect(historyOf(inFlight({ registrations }), {}).registrations).toBe(3);
  });
});
