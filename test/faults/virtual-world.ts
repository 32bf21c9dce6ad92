import { EPOCH_MS, virtualTime } from "../support/virtual-time.js";

/** Time that stands still until it is moved. */
export interface World {
  /** Milliseconds since the world began. */
  nowMs(): number;
  /** Timers that are set. */
  timers(): number;
  /** Lets so many milliseconds pass, and whatever happens in them. */
  advance(ms: number): Promise<void>;
  /** Lets time pass until this is so, or nothing is left that could happen. */
  runUntil(done: () => boolean): Promise<void>;
}

/** More than any script leads to: what takes more steps reads or retries without a pause. */
const MOST_STEPS = 10_000;

/** Everything that promises alone lead to has happened. */
const quiet = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Plays in a world of its own: timers, clocks and `Math.random` are virtual, so that the same dice make the same story. */
export async function inVirtualWorld<T>(dice: number, play: (world: World) => Promise<T>): Promise<T> {
  using virtual = virtualTime(dice);
  const { clock } = virtual;

  async function runUntil(done: () => boolean): Promise<void> {
    await quiet();
    for (let step = 0; !done() && clock.countTimers() > 0; step += 1) {
      if (step > MOST_STEPS) throw new Error("It goes on and on");
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
