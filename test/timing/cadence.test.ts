import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cadence, type CadenceContext, expectedFinish } from "../../src/timing/cadence.js";
import { anySnapshot, snapshotOf } from "../registration/examples.js";

const context = (waited: number, age = waited, still?: number): CadenceContext => ({
  attempt: 1,
  elapsedMs: 1000 * waited,
  ageMs: 1000 * age,
  sinceTransitionMs: still === undefined ? undefined : 1000 * still,
  snapshot: snapshotOf(),
});

const ms = fc.oneof(fc.nat(1e10), fc.double({ min: 0, max: 1e15, noNaN: true }));
const seconds = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
const anyContext: fc.Arbitrary<CadenceContext> = fc.record({
  attempt: fc.integer({ min: 1 }),
  elapsedMs: ms,
  ageMs: ms,
  sinceTransitionMs: fc.option(ms, { nil: undefined }),
  snapshot: fc.option(anySnapshot, { nil: undefined }),
});

describe("expectedFinish() with any context and options", () => {
  test("a delay is finite and above 0, at most twice the time waited or 1 s, at least min(1, interval)", () => {
    fc.assert(
      fc.property(anyContext, seconds, seconds, (seen, interval, expected) => {
        const delay = expectedFinish({ interval, expected })(seen);
        expect(Number.isFinite(delay)).toBe(true);
        expect(delay).toBeGreaterThan(0);
        expect(delay).toBeLessThanOrEqual(Math.max(1, 2 * (seen.elapsedMs / 1000)));
        expect(delay).toBeGreaterThanOrEqual(Math.min(1, interval));
      }),
    );
  });

  test("expectedFinish() returns the delay of the formula in its doc comment", () => {
    fc.assert(
      fc.property(anyContext, seconds, seconds, (seen, I, E) => {
        const [w, e] = [seen.elapsedMs / 1000, seen.ageMs / 1000];
        const s =
          seen.sinceTransitionMs === undefined ? Number.POSITIVE_INFINITY : seen.sinceTransitionMs / 1000;
        const formula = Math.min(
          w < 3 ? 1 : 2 * w,
          Math.max(1, s),
          I * Math.max(1, Math.min(2.75, (0.75 * E) / e), (e / (1.5 * E)) ** (1 / 4)),
        );
        expect(expectedFinish({ interval: I, expected: E })(seen) / formula).toBeCloseTo(1, 9);
      }),
    );
  });

  test("a change of a resource never makes the delay longer", () => {
    fc.assert(
      fc.property(anyContext, seconds, seconds, (seen, interval, expected) => {
        const cadence = expectedFinish({ interval, expected });
        expect(cadence(seen)).toBeLessThanOrEqual(cadence({ ...seen, sinceTransitionMs: undefined }));
      }),
    );
  });
});

/**
 * Returns the times of the polls in seconds, if polls take no time and have no jitter. The first poll from `movesAt` on sees a
 * resource change its state.
 */
function readsUntil(end: number, cadence: Cadence, movesAt = Number.POSITIVE_INFINITY): number[] {
  const reads = [0];
  for (let at = 0; at <= end; ) {
    const seenAt = reads.find((read) => read >= movesAt);
    at += cadence(context(at, at, seenAt === undefined ? undefined : at - seenAt));
    reads.push(at);
  }
  return reads.filter((at) => at <= end);
}

describe("by default", () => {
  const cadence: Cadence = (seen) => expectedFinish()(seen);

  test("the first polls are sent at 0, 1, 2, 3 and 9 s, then every 13.75 s, about 45 by 300 s", () => {
    const reads = readsUntil(300, cadence);
    expect(reads.slice(0, 8)).toEqual([0, 1, 2, 3, 9, 22.75, 36.5, 50.25]);
    expect(reads.length).toBeGreaterThanOrEqual(42);
    expect(reads.length).toBeLessThanOrEqual(47);
  });

  test("the delays at chosen times are those of the formula", () => {
    expect(cadence(context(0))).toBe(1);
    expect(cadence(context(2.9))).toBe(1);
    expect(cadence(context(3))).toBe(6);
    expect(cadence(context(75))).toBe(13.75);
    expect(cadence(context(150))).toBe(7.5);
    expect(cadence(context(225))).toBe(5);
    expect(cadence(context(450))).toBe(5);
    expect(cadence(context(7200))).toBe(10);
  });

  test("a wait that joins late uses the registration's age, but at first the time waited", () => {
    expect(cadence(context(0, 300))).toBe(1);
    expect(cadence(context(3, 75))).toBe(6);
    expect(cadence(context(100, 300))).toBe(5);
    expect(cadence(context(100, 75))).toBe(13.75);
  });

  test("no delay exceeds the time since a resource changed, or 1 s", () => {
    expect([0, 0.5, 1, 2, 4, 8].map((still) => cadence(context(100, 100, still)))).toEqual([
      1, 1, 1, 2, 4, 8,
    ]);
    expect(cadence(context(100, 100, 20))).toBeCloseTo(11.25, 9);
    const reads = readsUntil(80, cadence, 40);
    expect(reads.filter((at) => at > 40)).toEqual([50.25, 51.25, 52.25, 54.25, 58.25, 66.25, 80]);
  });

  test("the default interval is 5 s, and the default duration 300 s", () => {
    fc.assert(
      fc.property(anyContext, (seen) => {
        const delay = cadence(seen);
        expect(delay).toBe(expectedFinish({ interval: 5, expected: 300 })(seen));
        expect(delay).toBe(expectedFinish({ interval: undefined, expected: undefined })(seen));
      }),
    );
  });
});

test.each([
  ["null", null],
  ["text", "5"],
])("expectedFinish() rejects options that are %s", (name, options) => {
  expect(() => expectedFinish(options as unknown as object)).toThrow(
    new TypeError(`Expected the cadence's options to be an object, got ${name === "text" ? '"5"' : name}`),
  );
});

test("expectedFinish() rejects an unknown option", () => {
  expect(() => expectedFinish({ intervals: 5 } as object)).toThrow(/^Unknown|intervals/);
});

test("a registration that seems to start in the future counts as one that starts now", () => {
  expect(expectedFinish()(context(100, -60))).toBe(13.75);
});

describe.each(["interval", "expected"])("the option %s", (name) => {
  test("an option of expectedFinish() can't be text", () => {
    expect(() => expectedFinish({ [name]: "5" })).toThrow(
      `Expected \`${name}\` to be a positive number of seconds`,
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "an option of expectedFinish() can't be %s",
    (value) => {
      expect(() => expectedFinish({ [name]: value })).toThrow(
        new RangeError(`Expected \`${name}\` to be a positive number of seconds, got ${value}`),
      );
    },
  );
});
