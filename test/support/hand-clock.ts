import { vi } from "vitest";
import type { Emulator } from "../../src/testing/index.js";

/** A clock for the emulator that only the test moves: an account's five minutes pass at once, when the test says so. */
export function handClock(): { readonly now: () => number; advance(seconds: number): void } {
  let time = Date.now();
  return {
    now: () => time,
    advance(seconds) {
      time += seconds * 1000;
    },
  };
}

/** Moves on by each step once a read has seen what was before it, however long that takes: so every stage is seen. */
export async function advanceWhenRead(
  { requests }: Pick<Emulator, "requests">,
  { advance }: Pick<ReturnType<typeof handClock>, "advance">,
  steps: readonly number[],
): Promise<void> {
  for (const seconds of steps) {
    const { length } = requests;
    await vi.waitUntil(() => requests.length > length, { timeout: 100_000 });
    advance(seconds);
  }
}
