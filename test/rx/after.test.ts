import { asyncScheduler } from "rxjs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { after } from "../../src/rx/after.js";

const LONGEST_TIMER_MS = 2 ** 31 - 1;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watch(ms: number) {
  const seen: string[] = [];
  const subscription = after(ms, asyncScheduler).subscribe({
    next: () => seen.push("emitted"),
    complete: () => seen.push("completed"),
  });
  return { seen, subscription };
}

test.each([0, 1, 250, LONGEST_TIMER_MS])("a delay of %d ms emits once, then, and completes", (ms) => {
  const { seen } = watch(ms);
  if (ms > 0) vi.advanceTimersByTime(ms - 1);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual(["emitted", "completed"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a fraction of a millisecond is waited out: a timer never fires early", () => {
  const { seen } = watch(10.001);
  vi.advanceTimersByTime(10);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual(["emitted", "completed"]);
});

test.each([LONGEST_TIMER_MS + 1, 3 * LONGEST_TIMER_MS + 5])(
  "a delay of %d ms, longer than a timer can be, is waited out by timers that can",
  (ms) => {
    const { seen } = watch(ms);
    vi.advanceTimersByTime(ms - 1);
    expect(seen).toEqual([]);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual(["emitted", "completed"]);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test("Infinity never emits, and holds no timer", () => {
  const { seen } = watch(Number.POSITIVE_INFINITY);
  expect(vi.getTimerCount()).toBe(0);
  expect(seen).toEqual([]);
});

test.each([10, LONGEST_TIMER_MS + 10])("unsubscribing from a delay of %d ms leaves no timer", (ms) => {
  const { subscription } = watch(ms);
  expect(vi.getTimerCount()).toBe(1);
  subscription.unsubscribe();
  expect(vi.getTimerCount()).toBe(0);
});
