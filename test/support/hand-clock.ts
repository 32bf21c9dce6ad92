import type { Emulator } from "../../src/testing/index.js";
import { until } from "./until.js";

/** Creates a clock for the emulator that only the test advances. */
export function handClock(): { readonly now: () => number; advance(seconds: number): void } {
  let time = Date.now();
  return {
    now: () => time,
    advance(seconds) {
      time += seconds * 1000;
    },
  };
}

/** Advances by each step only after a poll has seen the stage before it, so that every stage is seen. */
export async function advanceWhenRead(
  { requests }: Pick<Emulator, "requests">,
  { advance }: Pick<ReturnType<typeof handClock>, "advance">,
  steps: readonly number[],
): Promise<void> {
  for (const seconds of steps) {
    const { length } = requests;
    await until(() => requests.length > length);
    advance(seconds);
  }
}
