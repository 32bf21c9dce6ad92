import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type RegistrationWaiterConfig, resolveWaiterConfig } from "../../src/options/waiter.js";
import type { CadenceContext } from "../../src/timing/cadence.js";
import type { Judgement } from "../../src/waiting/judge.js";
import { cadenceMs, nextRead } from "../../src/waiting/pacing.js";
import { type Progress, startOf } from "../../src/waiting/progress.js";
import { snapshotOf } from "../registration/examples.js";

const options = (config: Partial<RegistrationWaiterConfig> = {}) =>
  resolveWaiterConfig({ client: async () => ({}), random: () => 0.5, ...config });

const progress: Progress = { ...startOf(undefined), attempts: 3, current: snapshotOf() };
const judgement = (graceEndsMs?: number): Judgement => ({
  progress,
  changes: [],
  verdict: "pending",
  ...(graceEndsMs !== undefined && { graceEndsMs }),
});

describe("the cadence's delay", () => {
  test("is asked with what has been seen so far", () => {
    const cadence = vi.fn((_: CadenceContext) => 7);
    expect(cadenceMs(options({ cadence }), progress, 12_000)).toBe(7000);
    expect(cadenceMs(options({ cadence }), { ...progress, beganMs: -3000 }, 12_000)).toBe(7000);
    cadenceMs(options({ cadence }), { ...progress, beganMs: 2000, current: undefined }, 12_000);
    const common = { attempt: 3, elapsedMs: 12_000 };
    expect(cadence.mock.calls).toStrictEqual([
      [{ ...common, ageMs: 12_000, snapshot: progress.current }],
      [{ ...common, ageMs: 15_000, snapshot: progress.current }],
      [{ ...common, ageMs: 10_000, snapshot: undefined }],
    ]);
  });

  test("is bounded and jittered", () => {
    const ms = (seconds: number, share: number) =>
      cadenceMs(
        options({ cadence: () => seconds, random: () => share, minDelay: 2, maxDelay: 20 }),
        progress,
        0,
      );
    expect([ms(10, 0), ms(10, 0.5), ms(10, 1)]).toEqual([9000, 10_000, 11_000]);
    expect([ms(0.001, 0), ms(0.001, 1)]).toEqual([2000, 2200]);
    expect([ms(1e9, 0), ms(1e9, 1)]).toEqual([18_000, 20_000]);
    expect(ms(Number.POSITIVE_INFINITY, 1)).toBe(20_000);
  });

  test.each([Number.NaN, 0, -1, Number.NEGATIVE_INFINITY, undefined, null, "5", 5n])(
    "a cadence that returns %s is refused by name",
    (seconds) => {
      const cadence = () => seconds as number;
      expect(() => cadenceMs(options({ cadence }), progress, 0)).toThrow(
        new RangeError(
          `Expected \`cadence\` to return a positive number of seconds, got ${typeof seconds === "string" ? '"5"' : seconds}`,
        ),
      );
      expect(() => cadenceMs(options({ cadence }), progress, 0)).toThrow(RangeError);
    },
  );

  test("a cadence that throws is refused by name, with what it threw as the cause", () => {
    const cause = new Error("mine");
    const cadence = () => {
      throw cause;
    };
    let thrown: unknown;
    try {
      cadenceMs(options({ cadence }), progress, 0);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RangeError);
    expect(thrown).toMatchObject({
      message: "Expected `cadence` to return a positive number of seconds, but it threw",
      cause,
    });
  });
});

describe("the next read", () => {
  const next = (elapsedMs: number, config: Partial<RegistrationWaiterConfig> = {}, graceEndsMs?: number) => {
    const given = options({ cadence: () => 10, maxWaitTime: 100, ...config });
    const read = nextRead(given, judgement(graceEndsMs), elapsedMs);
    return read === "at-deadline" ? NONE : read.inMs;
  };
  const NONE = Number.POSITIVE_INFINITY;

  test("is due the cadence's delay after the answer", () => {
    expect([next(0), next(50_000), next(88_999)]).toEqual([10_000, 10_000, 10_000]);
  });

  test("is brought forward to 1 s before the deadline, also if that is sooner than minDelay", () => {
    expect(next(89_001)).toBe(9999);
    expect(next(98_999, { minDelay: 5 })).toBe(1);
  });

  test("is none after that last one, unless the cadence asks for one in time", () => {
    expect(next(99_000)).toBe(NONE);
    expect(next(99_000, { cadence: () => 0.3, minDelay: 0.1 })).toBe(300);
    expect(next(99_800, { cadence: () => 0.3, minDelay: 0.1 })).toBe(NONE);
  });

  test("is never at the deadline itself", () => {
    expect(next(99_500, { minDelay: 0.5, maxDelay: 0.5 })).toBe(NONE);
    expect(next(99_499, { minDelay: 0.5, maxDelay: 0.5 })).toBe(500);
  });

  test("is brought forward by a tenth of a short wait", () => {
    expect(next(0, { maxWaitTime: 5 })).toBe(4500);
    expect(next(0, { maxWaitTime: 10 })).toBe(9000);
    expect(next(0, { maxWaitTime: 20 })).toBe(10_000);
    expect(next(4500, { maxWaitTime: 5 })).toBe(NONE);
  });

  test("a wait without a deadline goes by the cadence for ever", () => {
    expect(next(1e12, { maxWaitTime: Number.POSITIVE_INFINITY })).toBe(10_000);
  });

  test("is brought forward to the end of a grace, also if that is sooner than minDelay", () => {
    expect(next(25_000, {}, 30_000)).toBe(5000);
    expect(next(29_999, { minDelay: 5 }, 30_000)).toBe(1);
    expect(next(0, {}, 30_000)).toBe(10_000);
  });

  test("comes at the last read where the grace ends after that", () => {
    expect(next(97_000, {}, 99_500)).toBe(2000);
    expect(next(99_000, {}, 99_500)).toBe(500);
    expect(next(99_000, {}, 100_000)).toBe(NONE);
  });

  test("lies after now and before the deadline, or is none, whatever is configured", () => {
    const seconds = fc.double({ min: 0.001, max: 10_000, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        seconds,
        seconds,
        seconds,
        share,
        share,
        fc.option(share),
        (wait, min, delay, elapsed, random, grace) => {
          const elapsedMs = Math.floor(1000 * wait * elapsed);
          fc.pre(elapsedMs < 1000 * wait);
          const config = { maxWaitTime: wait, minDelay: min, cadence: () => delay, random: () => random };
          const graceEndsMs = grace === null ? undefined : elapsedMs + 1 + 30_000 * grace;
          const ms = next(elapsedMs, config, graceEndsMs);
          expect(ms).toBeGreaterThan(0);
          if (ms < NONE) expect(elapsedMs + ms).toBeLessThan(1000 * wait);
          const lastReadMs = 1000 * wait - Math.min(1000, 100 * wait);
          if (elapsedMs < lastReadMs) expect(elapsedMs + ms).toBeLessThanOrEqual(lastReadMs + 1e-6);
        },
      ),
    );
  });
});
