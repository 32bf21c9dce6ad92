import { expect, test } from "vitest";
import { type HandedOn, handOn, resume } from "../../src/custom-resource/handed-on.js";
import type { FinalFailure } from "../../src/failures/failure.js";
import { awaitedFrom, type Progress, startOf } from "../../src/waiting/progress.js";
import { answer, snapshot } from "../support/answers.js";

const STARTED_MS = Date.UTC(2026, 0, 1);
const STARTED = "2026-01-01T00:00:00.000Z";
const ERROR = new Error("connection reset");
const LOST: FinalFailure = {
  kind: "transient",
  topic: "unreachable",
  reason: "connection\nreset",
  error: ERROR,
  thrown: ERROR,
};
const NONE = { accepted: 0, lost: 0, rejected: 0 };

/** Passes a state on as JSON, like the provider framework. */
const passOn = (progress: Progress): HandedOn => JSON.parse(JSON.stringify(handOn(progress, STARTED_MS)));

test("handOn leaves out everything that has not happened", () => {
  expect(Object.entries(handOn(startOf(undefined, false), STARTED_MS))).toEqual([
    ["startedAt", STARTED],
    ["registrations", NONE],
    ["answered", false],
  ]);
});

test("handOn passes on a registration with its times, and the failed requests in one line each", () => {
  const former = snapshot("F");
  const current = snapshot("PP");
  const progress: Progress = {
    ...startOf(undefined),
    answered: true,
    seenNew: true,
    lastSnapshot: current,
    registering: "in-flight",
    rejected: { failure: LOST, requests: 2 },
    registrations: { accepted: 1, lost: 1, rejected: 2 },
    last: { operation: "GetRegisterAccountStatus", failure: { ...LOST, topic: undefined } },
    awaited: awaitedFrom(7000, { since: new Date("2026-01-01T00:00:05Z"), unconfirmed: LOST, former }),
  };
  const { kind } = LOST;
  const reason = "connection reset";
  expect(Object.fromEntries(Object.entries(handOn(progress, STARTED_MS)))).toStrictEqual({
    startedAt: STARTED,
    registeredAt: "2026-01-01T00:00:07.000Z",
    since: "2026-01-01T00:00:05.000Z",
    registrations: { accepted: 1, lost: 1, rejected: 2 },
    unconfirmed: { operation: "RegisterAccount", kind, topic: "unreachable", reason },
    registering: true,
    rejected: { operation: "RegisterAccount", kind, topic: "unreachable", reason },
    seenNew: true,
    former,
    lastSnapshot: current,
    answered: true,
    lastSeen: "IAM REGISTRATION_PENDING, account REGISTRATION_PENDING",
    lastError: { operation: "GetRegisterAccountStatus", kind, reason },
  });
});

test.for([
  ["an accepted RegisterAccount", { accepted: 1 }, undefined, true],
  ["a lost RegisterAccount", { lost: 1 }, undefined, true],
  ["a RegisterAccount in conflict", { rejected: 1 }, LOST, true],
  ["a rejected RegisterAccount", { rejected: 1 }, undefined, false],
] as const)("handOn knows whether to pass on the time of %s", ([, counts, unconfirmed, passed]) => {
  const progress: Progress = {
    ...startOf(undefined),
    registrations: { ...NONE, ...counts },
    awaited: awaitedFrom(7000, { unconfirmed }),
  };
  expect("registeredAt" in handOn(progress, STARTED_MS)).toBe(passed);
});

test("handOn passes a registration that was seen pending on as new", () => {
  const progress = { ...startOf(undefined), awaited: awaitedFrom(0, { beganMs: 0 }) };
  expect(handOn(progress, STARTED_MS)).toMatchObject({ seenNew: true });
});

test("resume restores the state that handOn passed on as JSON", () => {
  const progress: Progress = {
    ...startOf(undefined),
    answered: true,
    seenNew: true,
    registering: "retrying",
    rejected: { failure: LOST, requests: 2 },
    registrations: { accepted: 1, lost: 1, rejected: 2 },
    lastSnapshot: snapshot("PP"),
    last: { operation: "RegisterAccount", failure: LOST },
    awaited: awaitedFrom(7000, {
      since: new Date("2026-01-01T00:00:05Z"),
      unconfirmed: LOST,
      former: snapshot("F"),
    }),
  };
  const failure = {
    kind: "transient",
    topic: "unreachable",
    reason: "connection reset",
    error: ERROR,
    thrown: ERROR,
  };
  expect(resume(passOn(progress), false)).toEqual({
    ...progress,
    current: progress.lastSnapshot,
    last: { operation: "RegisterAccount", failure },
    rejected: { failure, requests: 2 },
    awaited: { ...progress.awaited, unconfirmed: failure, outdatedSinceMs: 7000 },
  });
});

test.for([
  ["nothing", {}, false, false],
  ["nothing in wait-only mode", {}, true, true],
  ["a start", { startedAt: STARTED }, false, false],
  ["a RegisterAccount", { startedAt: STARTED, registeredAt: "2026-01-01T00:00:07Z" }, false, true],
  ["a registration", { lastSnapshot: answer("P") }, false, true],
] as const)("resume from %s knows whether a registration has started", ([, handedOn, waitOnly, begun]) => {
  expect(resume(handedOn as HandedOn, waitOnly).awaited.begun).toBe(begun);
});

test("resume from nothing starts a wait whose grace period counts from the start", () => {
  expect(resume({}, false)).toEqual({
    ...startOf(undefined, false),
    awaited: awaitedFrom(0, { begun: false, notFoundSinceMs: 0 }),
  });
});

test.for([
  ["a start", { startedAt: STARTED }, 0, 0, undefined],
  ["a RegisterAccount without a start", { registeredAt: STARTED }, 0, 0, 0],
  ["a RegisterAccount", { startedAt: STARTED, registeredAt: "2026-01-01T00:00:07Z" }, 7000, 7000, 7000],
  ["a registration", { startedAt: STARTED, lastSnapshot: answer("P") }, 0, undefined, undefined],
] as const)(
  "resume from %s counts the grace periods from RegisterAccount",
  ([, handedOn, from, notFound, outdated]) => {
    expect(resume(handedOn as HandedOn, false).awaited).toMatchObject({
      waitingSinceMs: from,
      notFoundSinceMs: notFound,
      outdatedSinceMs: outdated,
    });
  },
);
