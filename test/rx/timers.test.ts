import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { platformTimers } from "../../src/rx/timers.js";

const LONGEST_TIMER_MS = 2 ** 31 - 1;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watch(ms: number) {
  const seen: string[] = [];
  const cancel = platformTimers.after(ms, () => seen.push("done"));
  return { seen, cancel };
}

test.each([0, 1, 250, LONGEST_TIMER_MS])("a delay of %d ms does its work once, at its end", (ms) => {
  const { seen } = watch(ms);
  if (ms > 0) vi.advanceTimersByTime(ms - 1);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual(["done"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a delay with a fraction of a millisecond never ends early", () => {
  const { seen } = watch(10.001);
  vi.advanceTimersByTime(10);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual(["done"]);
});

test.each([LONGEST_TIMER_MS + 1, 3 * LONGEST_TIMER_MS + 5])(
  "a delay of %d ms, longer than a timer can be, is made of several timers",
  (ms) => {
    const { seen } = watch(ms);
    vi.advanceTimersByTime(ms - 1);
    expect(seen).toEqual([]);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual(["done"]);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test("a delay of Infinity never does its work, and holds no timer", () => {
  const { seen } = watch(Number.POSITIVE_INFINITY);
  expect(vi.getTimerCount()).toBe(0);
  expect(seen).toEqual([]);
});

test.each([10, LONGEST_TIMER_MS + 10])("canceling a delay of %d ms leaves no timer", (ms) => {
  const { cancel } = watch(ms);
  expect(vi.getTimerCount()).toBe(1);
  cancel();
  expect(vi.getTimerCount()).toBe(0);
});
