import { expect, test } from "vitest";
import { tokenBucket } from "../../src/testing/quota.js";

const takes = (take: (now: number) => boolean, times: readonly number[]) => times.map(take);

test("lets a burst through at once, then nothing", () => {
  expect(takes(tokenBucket(1, 3), [0, 0, 0, 0, 0])).toEqual([true, true, true, false, false]);
});

test("refills by the rate, up to the burst", () => {
  const take = tokenBucket(2, 2);
  takes(take, [0, 0]);
  expect(takes(take, [499, 500, 999, 1000])).toEqual([false, true, false, true]);
  expect(takes(take, [60_000, 60_000, 60_000])).toEqual([true, true, false]);
});

test("a rate below one lets a request through every so often", () => {
  expect(takes(tokenBucket(0.5, 1), [0, 1000, 2000, 3000, 4000])).toEqual([true, false, true, false, true]);
});

test("a clock that is set back takes no tokens away", () => {
  const take = tokenBucket(1, 2);
  expect(takes(take, [10_000, 0, 0, 1000])).toEqual([true, true, false, true]);
});
