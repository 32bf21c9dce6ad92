import { vi } from "vitest";

/** Waits until a condition is true, with a limit that no machine is too busy for. Unlike `expect.poll`, it may run in a concurrent test. */
export function until<T>(condition: () => T | Promise<T>) {
  return vi.waitUntil(condition, { interval: 5, timeout: 100_000 });
}
