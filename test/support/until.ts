import { vi } from "vitest";

/** Waits until a condition is true, with a limit that no machine is too busy for. Unlike `expect.poll`, it may run in a concurrent test. */
export async function until(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { interval: 5, timeout: 100_000 });
}
