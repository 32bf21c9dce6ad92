import { describe, expect, test } from "vitest";
import { parseFailure } from "../../src/failures/failure.js";
import { judge } from "../../src/waiting/judge.js";
import { type Awaited, awaitedFrom, type Progress, startOf } from "../../src/waiting/progress.js";
import { serviceError, snapshot } from "../support/answers.js";

const AT = new Date("2026-01-01T00:00:00Z");
const LATER = new Date(AT.getTime() + 1);
const MUCH_LATER = new Date(AT.getTime() + 1000);
const FAILED = snapshot("F", { at: AT });
const PENDING = snapshot("P", { at: AT });
const ENDED_LATER = { ...FAILED, lastModificationTime: LATER };
const PENDING_LATER = { ...PENDING, lastModificationTime: LATER };
const UNTIMED = { ...PENDING, creationTime: undefined, lastModificationTime: undefined };
const LOST = parseFailure(serviceError("InternalServerException", { $metadata: { httpStatusCode: 500 } }), 0);

/** Judges a response `seconds` after the subscription, with a grace period of 30 s. */
function judged(
  seen: Progress["current"],
  seconds: number,
  awaited: Partial<Awaited> = {},
  members: Partial<Progress> = {},
) {
  const elapsedMs = 1000 * seconds;
  const before: Progress = { ...startOf(undefined), awaited: awaitedFrom(0, awaited), ...members };
  return judge(
    before,
    seen,
    { elapsedMs, wallClockMs: AT.getTime() + elapsedMs },
    { consistencyGraceMs: 30_000 },
  );
}

describe("a response that is older than an earlier one", () => {
  const newer = snapshot("P", { at: LATER });

  test("a result of an earlier registration is ignored for the grace period, and the newer response stays", () => {
    const { believed, changes, graceEndsMs, progress } = judged(FAILED, 5, {}, { lastSnapshot: newer });
    expect({ believed, changes, graceEndsMs }).toEqual({ believed: false, changes: [], graceEndsMs: 35_000 });
    expect(progress).toMatchObject({ current: FAILED, lastSnapshot: newer });
  });

  test("a result of an earlier registration is believed if polls still return it after the grace period", () => {
    const known = { outdatedSinceMs: 5000 };
    expect(judged(FAILED, 35, known, { lastSnapshot: newer })).toMatchObject({
      believed: true,
      progress: { lastSnapshot: FAILED },
    });
  });

  test.for<[string, boolean, Progress["current"], Progress["current"]]>([
    ["a pending response from before the end of its registration", true, PENDING, ENDED_LATER],
    ["a pending response with the time of the end", false, PENDING, FAILED],
    [
      "a pending response of a later registration",
      false,
      newer,
      { ...FAILED, lastModificationTime: MUCH_LATER },
    ],
    ["a pending response without times", false, UNTIMED, ENDED_LATER],
    ["a pending response that is older than another pending one", false, PENDING, PENDING_LATER],
    // The clocks of two hosts differ by milliseconds.
    ["a result that is older than a pending response", false, FAILED, PENDING_LATER],
    ["a result that is older than another result", false, FAILED, ENDED_LATER],
    ["a result of a later registration", false, snapshot("F", { at: LATER }), FAILED],
    ["a result without a start time", false, { ...FAILED, creationTime: undefined }, newer],
    ["a result after a response without a start time", false, FAILED, { ...newer, creationTime: undefined }],
  ])("%s is ignored: %s", ([, ignored, seen, lastSnapshot]) => {
    expect(judged(seen, 5, {}, { lastSnapshot }).believed).toBe(!ignored);
  });
});

describe("a result that has not changed since before RegisterAccount", () => {
  test("a result from before RegisterAccount is not believed during the grace period", () => {
    const { believed, changes, graceEndsMs, progress } = judged(FAILED, 5, { former: FAILED });
    expect({ believed, changes, graceEndsMs }).toEqual({ believed: false, changes: [], graceEndsMs: 35_000 });
    expect(progress).toMatchObject({
      answered: true,
      current: FAILED,
      lastSnapshot: FAILED,
      awaited: { begun: true, outdatedSinceMs: 5000 },
    });
  });

  test("a result from before RegisterAccount counts as new after the grace period, with transitions", () => {
    const { believed, changes, graceEndsMs, progress } = judged(FAILED, 35, {
      former: FAILED,
      outdatedSinceMs: 5000,
    });
    expect({ believed, graceEndsMs }).toEqual({ believed: true, graceEndsMs: undefined });
    expect(changes).toMatchObject([{ resource: "account", to: "REGISTRATION_FAILURE" }]);
    expect(progress.awaited).toMatchObject({ former: undefined, outdatedSinceMs: undefined });
  });

  test("a result from before a lost RegisterAccount counts as the former one after the grace period", () => {
    const known = { former: FAILED, outdatedSinceMs: 5000, unconfirmed: LOST };
    const { believed, changes, progress } = judged(FAILED, 35, known);
    expect({ believed, changes }).toEqual({ believed: true, changes: [] });
    expect(progress.awaited.unconfirmed).toBe(LOST);
  });

  test("a response is not a former result if its status or time has changed, or if it is pending", () => {
    const others = [snapshot("S", { at: AT }), snapshot("F", { at: LATER })];
    for (const other of others)
      expect(judged(other, 5, { former: FAILED })).toMatchObject({ believed: true });
    expect(judged(PENDING, 5, { former: PENDING })).toMatchObject({ believed: true });
  });

  test("a result without times is the former one only if that had none either", () => {
    const untimed = { ...FAILED, creationTime: undefined, lastModificationTime: undefined };
    for (const former of [untimed, FAILED])
      expect(judged(untimed, 5, { former }).believed).toBe(former === FAILED);
    expect(judged(FAILED, 5, { former: untimed }).believed).toBe(true);
  });
});

describe("a result older than `since`", () => {
  test("a result older than `since` is believed after the grace period, without transitions", () => {
    const { believed, changes } = judged(FAILED, 35, { since: LATER, outdatedSinceMs: 5000 });
    expect({ believed, changes }).toEqual({ believed: true, changes: [] });
  });

  test("a result older than `since` ends the grace period for not found", () => {
    const { progress } = judged(FAILED, 5, { since: LATER, notFoundSinceMs: 1000 });
    expect(progress.awaited.notFoundSinceMs).toBeUndefined();
  });
});

describe("not found", () => {
  test("not found is believed after the grace period, which starts with the first not found", () => {
    const first = judged(undefined, 5);
    expect(first).toMatchObject({ believed: false, graceEndsMs: 35_000 });
    expect(first.progress.awaited.notFoundSinceMs).toBe(5000);
    expect(judged(undefined, 34.999, { notFoundSinceMs: 5000 }).believed).toBe(false);
    expect(judged(undefined, 35, { notFoundSinceMs: 5000 }).believed).toBe(true);
  });

  test("not found is believed immediately if no registration is known to have started", () => {
    const { believed, graceEndsMs } = judged(undefined, 5, { begun: false });
    expect({ believed, graceEndsMs }).toEqual({ believed: true, graceEndsMs: undefined });
  });

  test("not found keeps the latest registration that was seen as the last snapshot", () => {
    const { progress } = judged(undefined, 5, {}, { current: PENDING, lastSnapshot: PENDING });
    expect(progress).toMatchObject({ current: undefined, lastSnapshot: PENDING });
  });
});

describe("the start of a registration, for the cadence,", () => {
  const at = (second: number | undefined) =>
    second === undefined ? undefined : new Date(AT.getTime() + 1000 * second);

  test.for([
    [10, 30, 30],
    [30, 10, 30],
    [undefined, 30, 30],
    [30, undefined, 30],
    [60, 60, 60],
    [61, 61, 20],
    [undefined, undefined, 20],
  ] as const)(
    "a registration with the times %s s and %s s, pending after 60 s, starts after %d s",
    ([creation, modification, began]) => {
      const seen = { ...PENDING, creationTime: at(creation), lastModificationTime: at(modification) };
      expect(judged(seen, 60, { waitingSinceMs: 20_000 }).progress.awaited.beganMs).toBe(1000 * began);
    },
  );

  test("a registration that is known to have started keeps its start", () => {
    expect(judged(PENDING, 60, { beganMs: 7000 }).progress.awaited.beganMs).toBe(7000);
  });

  test("a registration starts with the wait if its pending response is over 15 minutes old", () => {
    const beganMs = (seconds: number) =>
      judged(PENDING, seconds, { waitingSinceMs: 20_000 }).progress.awaited.beganMs;
    expect([beganMs(900), beganMs(900.001)]).toEqual([0, 20_000]);
  });

  test("the start of a registration is unknown if the first response is a result", () => {
    expect(judged(FAILED, 60).progress.awaited.beganMs).toBeUndefined();
  });
});

describe("the latest transition, for the cadence,", () => {
  const observed = { account: "REGISTRATION_PENDING" };

  test("the latest transition is the change of a state that was seen before", () => {
    expect(judged(FAILED, 9, { changedMs: 5000 }, { observed }).progress.awaited.changedMs).toBe(9000);
    expect(judged(undefined, 9, {}, { observed }).progress.awaited.changedMs).toBe(9000);
  });

  test("the first sight of a resource does not count as the latest transition", () => {
    expect(judged(FAILED, 9).progress.awaited.changedMs).toBeUndefined();
    expect(judged(PENDING, 9, { changedMs: 5000 }, { observed }).progress.awaited.changedMs).toBe(5000);
  });
});

test("a registration that is seen has started", () => {
  expect(judged(PENDING, 5, { begun: false }).progress.awaited.begun).toBe(true);
});

test("the first new registration after a lost RegisterAccount confirms it", () => {
  const { progress } = judged(PENDING, 9, { unconfirmed: LOST });
  expect(progress).toMatchObject({ seenNew: true, awaited: { unconfirmed: undefined } });
  expect(judged(PENDING, 9).progress.seenNew).toBe(false);
});

test("each start time of a registration is known once, and a response without one adds none", () => {
  const startedAfter = (seen: Progress["current"], ...started: number[]) =>
    judged(seen, 9, {}, { started }).progress.started;
  expect(judged(FAILED, 9).progress.started).toEqual([AT.getTime()]);
  expect(startedAfter(FAILED, 1)).toEqual([1, AT.getTime()]);
  expect(startedAfter(FAILED, 1, AT.getTime())).toEqual([1, AT.getTime()]);
  for (const seen of [UNTIMED, undefined]) expect(startedAfter(seen, 1)).toEqual([1]);
});
