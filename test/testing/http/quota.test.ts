import { expect, test } from "vitest";
import { type ThrottleHint, throttled, tokenBucket } from "../../../src/testing/http/quota.js";

test.each<[ThrottleHint, number, Record<string, string>]>([
  ["none", 0, {}],
  ["body", 7, {}],
  ["header", 0, { "retry-after": "7" }],
  ["httpDate", 0, { "retry-after": "Sun, 01 Nov 2026 12:00:07 GMT" }],
  ["milliseconds", 0, { "x-amz-retry-after": "7000" }],
])(
  "throttled with the hint %s has the documented headers and members",
  (hint, retryAfterSeconds, headers) => {
    const error = throttled(hint, 7, Date.UTC(2026, 10, 1, 12));
    expect(error).toMatchObject({ name: "ThrottlingException", message: "Rate exceeded", status: 429 });
    expect(error.headers).toEqual(headers);
    expect(error.members).toEqual({
      quotaCode: "L-6ED070A2",
      serviceCode: "iotfleetwise",
      retryAfterSeconds,
    });
  },
);

const takes = (take: (now: number) => boolean, times: readonly number[]) => times.map(take);

test("tokenBucket accepts a burst, then nothing", () => {
  expect(takes(tokenBucket({ rate: 1, burst: 3 }), [0, 0, 0, 0, 0])).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("tokenBucket refills at the rate, up to the burst", () => {
  const take = tokenBucket({ rate: 2, burst: 2 });
  takes(take, [0, 0]);
  expect(takes(take, [499, 500, 999, 1000])).toEqual([false, true, false, true]);
  expect(takes(take, [60_000, 60_000, 60_000])).toEqual([true, true, false]);
});

test("tokenBucket with a rate below one accepts a request at each interval", () => {
  expect(takes(tokenBucket({ rate: 0.5, burst: 1 }), [0, 1000, 2000, 3000, 4000])).toEqual([
    true,
    false,
    true,
    false,
    true,
  ]);
});
