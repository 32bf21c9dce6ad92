import { EPOCH_MS, virtualTime } from "../../support/virtual-time.js";

/** Virtual time that only the test advances. */
export interface World {
  /** Milliseconds since the start. */
  nowMs(): number;
  /** Number of pending timers. */
  timers(): number;
  /** Advances the time and runs everything due. */
  advance(ms: number): Promise<void>;
  /** Advances the time until the condition holds or nothing is left to run. */
  runUntil(done: () => boolean): Promise<void>;
}

/** Limit of steps; only a loop that polls or retries without a pause exceeds it. */
const MOST_STEPS = 10_000;

/** Resolves after all pending promises have settled. */
const quiet = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Runs with virtual timers, clocks and `Math.random`, so that the same seed repeats the same run. */
export async function inVirtualWorld<T>(dice: number, play: (world: World) => Promise<T>): Promise<T> {
  using virtual = virtualTime(dice);
  const { clock } = virtual;

  async function runUntil(done: () => boolean): Promise<void> {
    await quiet();
    for (let step = 0; !done() && clock.countTimers() > 0; step += 1) {
      if (step > MOST_STEPS) throw new Error(`The script did not end within ${MOST_STEPS} steps`);
      clock.next();
      await quiet();
    }
  }

  return await play({
    nowMs: () => clock.now - EPOCH_MS,
    timers: () => clock.countTimers(),
    runUntil,
    async advance(ms) {
      let there = false;
      setTimeout(() => {
        there = true;
      }, ms);
      await runUntil(() => there);
    },
  });
}
