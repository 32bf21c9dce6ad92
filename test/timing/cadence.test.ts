import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CadenceContext, expectedFinish } from "../../src/timing/cadence.js";
import { anySnapshot, iam, snapshotOf } from "../registration/examples.js";

const partsDone = snapshotOf({ iamRegistrationResponse: iam("REGISTRATION_SUCCESS") });

const context = (waited: number, age = waited, snapshot?: CadenceContext["snapshot"]): CadenceContext => ({
  attempt: 1,
  elapsedMs: 1000 * waited,
  ageMs: 1000 * age,
  snapshot,
});

const ms = fc.oneof(fc.nat(1e10), fc.double({ min: 0, max: 1e15, noNaN: true }));
const seconds = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
const anyContext: fc.Arbitrary<CadenceContext> = fc.record({
  attempt: fc.integer({ min: 1 }),
  elapsedMs: ms,
  ageMs: ms,
  snapshot: fc.option(fc.oneof(anySnapshot, fc.constant(partsDone)), { nil: undefined }),
});

describe("for every context and every option", () => {
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

  test("the delay is min(max(1, 2 w), I max(1, sqrt(E / e), sqrt(e / 2 E)))", () => {
    const pending = anyContext.map((seen) => ({ ...seen, snapshot: snapshotOf() }));
    fc.assert(
      fc.property(pending, seconds, seconds, (seen, I, E) => {
        const [w, e] = [seen.elapsedMs / 1000, seen.ageMs / 1000];
        const formula = Math.min(
          Math.max(1, 2 * w),
          I * Math.max(1, Math.sqrt(E / e), Math.sqrt(e / (2 * E))),
        );
        expect(expectedFinish({ interval: I, expected: E })(seen)).toBeCloseTo(formula, 9);
      }),
    );
  });

  test("when only the account's verdict is out, the delay is the interval or less", () => {
    fc.assert(
      fc.property(anyContext, seconds, seconds, (seen, interval, expected) => {
        expect(expectedFinish({ interval, expected })({ ...seen, snapshot: partsDone })).toBe(
          Math.min(interval, Math.max(1, 2 * (seen.elapsedMs / 1000))),
        );
      }),
    );
  });
});

describe("by default", () => {
  const cadence = expectedFinish();

  test("first reads come at 0, 1, 3, 9, 27, 44, 57, 68 s, and about 45 by 300 s", () => {
    const reads = [0];
    for (let at = 0; at <= 300; reads.push(at)) at += cadence(context(at));
    expect(reads.slice(0, 8).map((at) => Math.round(at))).toEqual([0, 1, 3, 9, 27, 44, 57, 68]);
    expect(reads.filter((at) => at <= 300).length).toBeGreaterThanOrEqual(43);
    expect(reads.filter((at) => at <= 300).length).toBeLessThanOrEqual(47);
  });

  test("delays at chosen moments", () => {
    expect(cadence(context(0))).toBe(1);
    expect(cadence(context(0.5))).toBe(1);
    expect(cadence(context(3))).toBe(6);
    expect(cadence(context(75))).toBe(10);
    expect(cadence(context(300))).toBe(5);
    expect(cadence(context(600))).toBe(5);
    expect(cadence(context(2400))).toBe(10);
  });

  test("one who comes late goes by the registration's age, but still by its own waiting at first", () => {
    expect(cadence(context(0, 300))).toBe(1);
    expect(cadence(context(1, 300))).toBe(2);
    expect(cadence(context(100, 300))).toBe(5);
    expect(cadence(context(100, 75))).toBe(10);
  });

  test("a part that is still out changes nothing", () => {
    const snapshot = snapshotOf({ iamRegistrationResponse: iam("REGISTRATION_PENDING") });
    expect(cadence(context(75, 75, snapshot))).toBe(10);
    expect(cadence(context(75, 75, partsDone))).toBe(5);
  });

  test("an interval of 5 s and 300 s to the finish, as the doc comments say", () => {
    const source = readFileSync(new URL("../../src/timing/cadence.ts", import.meta.url), "utf8");
    const documented = Object.fromEntries(
      [...source.matchAll(/@default (\S+) \*\/\s+readonly (\w+)\?/g)].map(([, value, name]) => [
        name,
        Number(value),
      ]),
    );
    expect(documented).toEqual({ interval: 5, expected: 300 });
    fc.assert(
      fc.property(anyContext, (seen) => {
        const delay = cadence(seen);
        expect(delay).toBe(expectedFinish(documented)(seen));
        expect(delay).toBe(expectedFinish({ interval: undefined, expected: undefined })(seen));
      }),
    );
  });
});

describe.each(["interval", "expected"])("the option %s", (name) => {
  test("can't be text", () => {
    expect(() => expectedFinish({ [name]: "5" })).toThrow(
      `Expected \`${name}\` to be a positive number of seconds`,
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("can't be %s", (value) => {
    expect(() => expectedFinish({ [name]: value })).toThrow(
      new RangeError(`Expected \`${name}\` to be a positive number of seconds, got ${value}`),
    );
  });
});
