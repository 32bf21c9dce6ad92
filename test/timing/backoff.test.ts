import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fullJitterMs, jitteredMs, retryAfterMs, uniform } from "../../src/timing/backoff.js";

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Expects a value between two bounds, with a tolerance of one part in 10^12 for rounding. */
const about = (low: number, value: number, high: number) => {
  expect(value).toBeGreaterThanOrEqual(low * (1 - 1e-12));
  expect(value).toBeLessThanOrEqual(high * (1 + 1e-12));
};

describe("a uniform draw", () => {
  test("a uniform draw ranges from the low to the high end", () => {
    expect([0, 0.25, 1].map((drawn) => uniform(2, 10, () => drawn))).toEqual([2, 4, 10]);
  });

  test.each([Number.NaN, -0.001, 1.001, Number.POSITIVE_INFINITY, undefined as unknown as number])(
    "a uniform draw rejects a random number of %s, because a NaN delay would be a busy loop",
    (drawn) => {
      expect(() => uniform(2, 10, () => drawn)).toThrow(
        new RangeError(`Expected \`random\` to return a number from 0 to 1, got ${drawn}`),
      );
    },
  );
});

describe("full jitter", () => {
  test("the k-th failure in a row draws from zero to 2^(k-1) seconds, at most 20", () => {
    const highest = [1, 2, 3, 4, 5, 6, 7, 5000].map((k) => fullJitterMs(k, () => 1));
    expect(highest).toEqual([1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000]);
    expect([1, 5, 5000].map((k) => fullJitterMs(k, () => 0))).toEqual([0, 0, 0]);
    expect(fullJitterMs(3, () => 0.5)).toBe(2000);
  });

  test("full jitter is between zero and its cap, and never shrinks with more failures", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), share, (k, drawn) => {
        const ms = fullJitterMs(k, () => drawn);
        about(0, ms, Math.min(20_000, 1000 * 2 ** (k - 1)));
        expect(fullJitterMs(k + 1, () => drawn)).toBeGreaterThanOrEqual(ms);
      }),
    );
  });
});

describe("jitter around a delay", () => {
  const bounds = { minDelayMs: 1000, maxDelayMs: 60_000 };

  test("jitter around a delay is 10% in each direction", () => {
    expect([0, 0.5, 1].map((drawn) => jitteredMs(10_000, bounds, () => drawn))).toEqual([
      9000, 10_000, 11_000,
    ]);
  });

  test("jitter around a delay stays within the bounds, to which the delay is clamped first", () => {
    const ends = (delayMs: number) => [0, 1].map((drawn) => jitteredMs(delayMs, bounds, () => drawn));
    expect(ends(1)).toEqual([1000, 1000]);
    expect(ends(1000)).toEqual([1000, 1000]);
    expect(ends(1050)).toEqual([1000, 1155]);
    expect(ends(58_000)).toEqual([52_200, 60_000]);
    expect(ends(1e9)).toEqual([54_000, 60_000]);
    expect(ends(Number.POSITIVE_INFINITY)).toEqual([54_000, 60_000]);
  });

  test("jitter around a delay keeps a fixed interval unchanged", () => {
    expect(jitteredMs(7, { minDelayMs: 5000, maxDelayMs: 5000 }, () => 0.7)).toBe(5000);
  });

  test("jitter around a delay does not delay the earliest allowed poll", () => {
    expect(jitteredMs(1000, bounds, () => 1)).toBe(1000);
    expect(jitteredMs(1001, bounds, () => 1)).toBeCloseTo(1101.1, 9);
  });

  test("jitter is drawn from [max(minDelay, 0.9 d), min(maxDelay, 1.1 d)] for all bounds, delays and draws", () => {
    const positive = fc.double({ min: 1e-3, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, share, (one, other, delayMs, drawn) => {
        const [minDelayMs, maxDelayMs] = [Math.min(one, other), Math.max(one, other)];
        const clamped = Math.min(maxDelayMs, Math.max(minDelayMs, delayMs));
        const ms = jitteredMs(delayMs, { minDelayMs, maxDelayMs }, () => drawn);
        expect(Number.isFinite(ms)).toBe(true);
        about(Math.max(minDelayMs, 0.9 * clamped), ms, Math.min(maxDelayMs, 1.1 * clamped));
        if (delayMs <= minDelayMs) expect(ms).toBe(minDelayMs);
      }),
    );
  });
});

describe("the retry-after hint", () => {
  const now = Date.parse("2026-11-01T12:00:00Z");
  const ms = (retryAfterSeconds: unknown, headers?: Record<string, unknown>) =>
    retryAfterMs({ retryAfterSeconds, headers }, now);

  test("the retry-after hint in the body takes precedence over the headers", () => {
    expect(ms(7, { "retry-after": "9", "x-amz-retry-after": "11" })).toBe(7000);
  });

  test("the retry-after hint in Retry-After takes precedence over x-amz-retry-after", () => {
    expect(ms(undefined, { "retry-after": "9", "x-amz-retry-after": "11" })).toBe(9000);
    expect(ms(undefined, { "retry-after": "Sun, 01 Nov 2026 12:00:05 GMT", "x-amz-retry-after": "11" })).toBe(
      5000,
    );
  });

  test("x-amz-retry-after is in milliseconds", () => {
    expect(ms(undefined, { "x-amz-retry-after": "1500" })).toBe(1500);
    expect(ms(undefined, { "x-amz-retry-after": "1" })).toBe(1);
  });

  test("Retry-After may be an HTTP date, which is compared with the wall clock", () => {
    expect(ms(undefined, { "retry-after": "Sun, 01 Nov 2026 12:00:42 GMT" })).toBe(42_000);
    expect(ms(undefined, { "retry-after": "Sun, 01 Nov 2026 11:59:00 GMT" })).toBe(0);
    expect(ms(undefined, { "retry-after": "Sun, 01 Nov 2099 12:00:00 GMT" })).toBe(300_000);
  });

  test("the retry-after hint above 300 s counts as 300 s", () => {
    expect(ms(300)).toBe(300_000);
    expect(ms(301)).toBe(300_000);
    expect(ms(299.5)).toBe(299_500);
    expect(ms(undefined, { "retry-after": "3600" })).toBe(300_000);
    expect(ms(undefined, { "x-amz-retry-after": "300001" })).toBe(300_000);
    expect(ms(Number.POSITIVE_INFINITY)).toBe(300_000);
  });

  test("the retry-after hint of a body or header may be a number or its text", () => {
    expect(ms("7")).toBe(7000);
    expect(ms(undefined, { "retry-after": 2 })).toBe(2000);
    expect(ms(undefined, { "x-amz-retry-after": 250 })).toBe(250);
  });

  test.each([0, -1, Number.NaN, "", " ", "soon", null, undefined, true, [5], {}])(
    "the retry-after hint ignores %j and uses the next hint",
    (none) => {
      expect(ms(none)).toBe(0);
      expect(ms(undefined, { "retry-after": none, "x-amz-retry-after": none })).toBe(0);
      expect(ms(none, { "retry-after": "3" })).toBe(3000);
      expect(ms(none, { "retry-after": none, "x-amz-retry-after": "400" })).toBe(400);
    },
  );

  test("a number of seconds is never parsed as a date", () => {
    expect(ms(undefined, { "retry-after": "2027" })).toBe(300_000);
    expect(ms(undefined, { "retry-after": "-5" })).toBe(0);
    expect(ms(undefined, { "retry-after": "2027-01-01" })).toBe(0);
  });

  test.each([
    "a Sun, 01 Nov 2026 12:00:05 GMT",
    "Sun, 01 Nov 2026 12:00:05 GMT+1",
    "a5",
    "5a",
    "a 5",
    "1.",
    "1.a",
  ])("the retry-after hint is absent if Retry-After only contains one: %s", (value) => {
    expect(ms(undefined, { "retry-after": value })).toBe(0);
  });

  test("the retry-after hint may have a fraction of several digits, and blanks around it", () => {
    expect(ms(undefined, { "retry-after": " 1.25 " })).toBe(1250);
  });

  test("the retry-after hint is absent if Retry-After is a list with a date", () => {
    expect(ms(undefined, { "retry-after": ["Sun, 01 Nov 2026 12:00:05 GMT"] })).toBe(0);
  });

  test("the retry-after hint is absent without a body hint or headers", () => {
    expect(retryAfterMs({}, now)).toBe(0);
  });

  test("the retry-after hint is finite, at least 0 and at most 300 s, whatever comes", () => {
    const anything = fc.oneof(fc.anything(), fc.double(), fc.string(), fc.date().map(String));
    fc.assert(
      fc.property(anything, anything, anything, (body, seconds, milliseconds) => {
        const hint = ms(body, { "retry-after": seconds, "x-amz-retry-after": milliseconds });
        expect(hint).toBeGreaterThanOrEqual(0);
        expect(hint).toBeLessThanOrEqual(300_000);
      }),
    );
  });
});
