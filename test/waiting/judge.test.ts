import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RegistrationSnapshot } from "../../src/registration/snapshot.js";
import { type Judgement, judge } from "../../src/waiting/judge.js";
import { type Progress, startOf } from "../../src/waiting/progress.js";
import { anySnapshot, iam, snapshotOf } from "../registration/examples.js";

const SINCE = new Date("2026-11-01T12:00:00Z");
const WALL_CLOCK_MS = SINCE.getTime();
const START = startOf(undefined);
const WAITING = startOf(SINCE);
const OPTIONS = { consistencyGraceMs: 30_000 };

const at = (elapsedMs: number, wallClockMs = WALL_CLOCK_MS + elapsedMs) => ({ elapsedMs, wallClockMs });
/** A time of the service's, in seconds after SINCE. */
const time = (seconds: number) => (WALL_CLOCK_MS + 1000 * seconds) / 1000;

const pending = snapshotOf();
const success = snapshotOf({ accountStatus: "REGISTRATION_SUCCESS" });
const failure = snapshotOf({ accountStatus: "REGISTRATION_FAILURE" });
const outdated = snapshotOf({ accountStatus: "REGISTRATION_FAILURE", lastModificationTime: time(-1) });

/** Judges answers in a row, each `[elapsedMs, answer]`. */
function judged(
  answers: readonly (readonly [number, RegistrationSnapshot | undefined])[],
  start: Progress = START,
  options = OPTIONS,
): Judgement {
  let judgement: Judgement | undefined;
  for (const [elapsedMs, answer] of answers)
    judgement = judge(judgement?.progress ?? start, answer, at(elapsedMs), options);
  if (judgement === undefined) throw new Error("no answers");
  return judgement;
}

describe("an answer", () => {
  test.each([
    [pending, "pending"],
    [success, "registered"],
    [failure, "failed"],
    [snapshotOf({ accountStatus: "REGISTRATION_PAUSED" }), "pending"],
  ])("is judged by its account: %j is %s", (snapshot, verdict) => {
    const judgement = judged([[0, snapshot]]);
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.graceEndsMs).toBeUndefined();
  });

  test("is the current one, the last one, and mends what failed before", () => {
    const before: Progress = { ...START, attempts: 4, failure: new Error("before") };
    const { progress } = judge(before, pending, at(5), OPTIONS);
    expect(progress).toMatchObject({ attempts: 4, answered: true, current: pending, lastSnapshot: pending });
    expect(progress.failure).toBeUndefined();
    expect(progress.observed).toEqual({ account: "REGISTRATION_PENDING" });
  });

  test("brings the changes against what was told before, and none when it comes again", () => {
    const first = judged([[0, pending]]);
    expect(first.changes).toEqual([{ resource: "account", from: undefined, to: "REGISTRATION_PENDING" }]);
    expect(judge(first.progress, pending, at(1), OPTIONS).changes).toEqual([]);
    const more = snapshotOf({ iamRegistrationResponse: iam("REGISTRATION_FAILURE", "no role") });
    expect(judge(first.progress, more, at(1), OPTIONS).changes).toEqual([
      { resource: "iam", from: undefined, to: "REGISTRATION_FAILURE", errorMessage: "no role" },
    ]);
  });

  test("never changes what was known before it", () => {
    fc.assert(
      fc.property(fc.array(fc.option(anySnapshot, { nil: undefined })), (answers) => {
        let progress = WAITING;
        for (const [index, answer] of answers.entries()) {
          const copy = structuredClone(progress);
          const next = judge(progress, answer, at(1000 * index), OPTIONS).progress;
          expect(progress).toEqual(copy);
          progress = next;
        }
      }),
    );
  });
});

describe("not found", () => {
  test("is pending for the grace, counted from the first, and then no registration", () => {
    expect(judged([[500, undefined]])).toMatchObject({ verdict: "pending", graceEndsMs: 30_500 });
    expect(
      judged([
        [500, undefined],
        [30_499, undefined],
      ]),
    ).toMatchObject({ verdict: "pending", graceEndsMs: 30_500 });
    expect(
      judged([
        [500, undefined],
        [30_500, undefined],
      ]).verdict,
    ).toBe("not-registered");
    expect(
      judged([
        [500, undefined],
        [900_000, undefined],
      ]).verdict,
    ).toBe("not-registered");
  });

  test("counts anew after a good answer", () => {
    const answers = [
      [0, undefined],
      [10_000, pending],
      [29_000, undefined],
    ] as const;
    expect(judged(answers)).toMatchObject({ verdict: "pending", graceEndsMs: 59_000 });
    expect(judged([...answers, [58_999, undefined]]).verdict).toBe("pending");
    expect(judged([...answers, [59_000, undefined]]).verdict).toBe("not-registered");
  });

  test("is believed at once with a grace of 0", () => {
    expect(judged([[0, undefined]], START, { consistencyGraceMs: 0 }).verdict).toBe("not-registered");
  });

  test("is an answer: nothing is current, but the last snapshot stays known", () => {
    const { progress } = judged([
      [0, pending],
      [1, undefined],
    ]);
    expect(progress).toMatchObject({ answered: true, lastSnapshot: pending });
    expect(progress.current).toBeUndefined();
    expect(judged([[0, undefined]]).progress).toMatchObject({ answered: true, lastSnapshot: undefined });
  });

  test("mends what failed before", () => {
    expect(
      judge({ ...START, failure: new Error("before") }, undefined, at(0), OPTIONS).progress.failure,
    ).toBeUndefined();
  });

  test("makes the account NOT_REGISTERED, once", () => {
    expect(judged([[0, undefined]]).changes).toEqual([
      { resource: "account", from: undefined, to: "NOT_REGISTERED" },
    ]);
    expect(
      judged([
        [0, undefined],
        [1, undefined],
      ]).changes,
    ).toEqual([]);
    expect(
      judged([
        [0, pending],
        [1, undefined],
      ]).changes,
    ).toEqual([{ resource: "account", from: "REGISTRATION_PENDING", to: "NOT_REGISTERED" }]);
  });
});

describe("a verdict older than `since`", () => {
  test("is pending, without a transition, for the grace counted from the first", () => {
    const first = judged([[2000, outdated]], WAITING);
    expect(first).toMatchObject({ verdict: "pending", changes: [], graceEndsMs: 32_000 });
    expect(first.progress).toMatchObject({
      answered: true,
      current: outdated,
      lastSnapshot: outdated,
      observed: {},
    });
    expect(
      judged(
        [
          [2000, outdated],
          [31_999, outdated],
        ],
        WAITING,
      ),
    ).toMatchObject({
      verdict: "pending",
      changes: [],
      graceEndsMs: 32_000,
    });
  });

  test("is believed after that, its transitions coming then", () => {
    const believed = judged(
      [
        [2000, outdated],
        [32_000, outdated],
      ],
      WAITING,
    );
    expect(believed.verdict).toBe("failed");
    expect(believed.changes).toEqual([{ resource: "account", from: undefined, to: "REGISTRATION_FAILURE" }]);
  });

  test("is believed at once with a grace of 0", () => {
    expect(judged([[0, outdated]], WAITING, { consistencyGraceMs: 0 }).verdict).toBe("failed");
  });

  test("is no anchor of the cadence", () => {
    expect(judged([[2000, outdated]], WAITING).progress.beganMs).toBeUndefined();
  });

  test("does not end the wait for the younger one", () => {
    const younger = snapshotOf({ accountStatus: "REGISTRATION_SUCCESS", lastModificationTime: time(1) });
    expect(
      judged(
        [
          [0, outdated],
          [1000, pending],
          [2000, younger],
        ],
        WAITING,
      ).verdict,
    ).toBe("registered");
  });

  test("ends a run of not found", () => {
    expect(
      judged(
        [
          [0, undefined],
          [29_000, outdated],
          [40_000, undefined],
        ],
        WAITING,
      ),
    ).toMatchObject({
      verdict: "pending",
      graceEndsMs: 70_000,
    });
  });

  test("has its grace counted from the first such answer, whatever came between", () => {
    const answers = [
      [0, outdated],
      [1000, undefined],
      [2000, pending],
      [30_000, outdated],
    ] as const;
    expect(judged(answers, WAITING).verdict).toBe("failed");
  });
});

describe("the begin of a registration", () => {
  const began = (members: Record<string, unknown>, moment = at(4000)) =>
    judge(START, snapshotOf(members), moment, OPTIONS).progress.beganMs;

  test("is the later of a pending answer's two times, where that fits the local clock", () => {
    expect(began({ creationTime: time(-60), lastModificationTime: time(-50) })).toBe(-50_000);
    expect(began({ creationTime: time(-50), lastModificationTime: time(-60) })).toBe(-50_000);
    expect(began({ creationTime: time(1) })).toBe(1000);
    expect(began({ lastModificationTime: time(2) })).toBe(2000);
  });

  test("is the subscription without any time", () => {
    expect(began({})).toBe(0);
  });

  test("is the subscription where the service's clock is ahead, or 15 minutes behind", () => {
    expect(began({ creationTime: time(4) })).toBe(4000);
    expect(began({ creationTime: time(4.001) })).toBe(0);
    expect(began({ creationTime: time(4 - 900) })).toBe(4000 - 900_000);
    expect(began({ creationTime: time(4 - 900.001) })).toBe(0);
  });

  test("is that of the first pending answer", () => {
    const later = snapshotOf({ creationTime: time(3) });
    const { progress } = judged([
      [2000, snapshotOf({ creationTime: time(-7) })],
      [4000, later],
    ]);
    expect(progress.beganMs).toBe(-7000);
    expect(
      judged([
        [2000, undefined],
        [4000, later],
      ]).progress.beganMs,
    ).toBe(3000);
  });

  test("does not come from a verdict", () => {
    const { progress } = judged([
      [0, snapshotOf({ accountStatus: "REGISTRATION_SUCCESS", creationTime: time(-7) })],
    ]);
    expect(progress.beganMs).toBeUndefined();
  });

  test("lies in the past, at most 15 minutes before the answer", () => {
    const moments = fc.record({ elapsedMs: fc.nat(1e9), wallClockMs: fc.nat(4e12) });
    fc.assert(
      fc.property(anySnapshot, moments, (snapshot, moment) => {
        const beganMs = judge(START, snapshot, moment, OPTIONS).progress.beganMs ?? 0;
        expect(beganMs).toBeLessThanOrEqual(moment.elapsedMs);
        if (beganMs !== 0) expect(beganMs).toBeGreaterThanOrEqual(moment.elapsedMs - 900_000);
      }),
    );
  });
});
