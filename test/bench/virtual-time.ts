import FakeTimers from "@sinonjs/fake-timers";
import { seeded } from "./seeded.js";

/** The clock of a run in virtual time: it stands still while anything is computed. */
export interface VirtualClock {
  /** Seconds since the run began, by a clock that only goes on. */
  seconds(): number;
  /** Sets the wall clock forward, or back, and nothing else. */
  setWallClock(byMs: number): void;
}

/**
 * Runs real code on virtual timers, clocks and dice until it settles: hours take seconds, and the same each time. Nothing
 * else may run meanwhile.
 */
export async function inVirtualTime<T>(seed: number, run: (clock: VirtualClock) => Promise<T>): Promise<T> {
  const clock = FakeTimers.install({
    now: EPOCH_MS,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  const { random } = Math;
  Math.random = seeded(seed);
  try {
    let settled = false;
    const result = run({
      seconds: () => performance.now() / 1000,
      setWallClock: (byMs) => clock.setSystemTime(clock.now + byMs),
    }).finally(() => {
      settled = true;
    });
    // A rejection is the caller's, and not unhandled before he gets it.
    result.catch(() => {});
    await clock.tickAsync(0);
    while (!settled) await clock.nextAsync();
    return await result;
  } finally {
    Math.random = random;
    clock.uninstall();
  }
}

/** When virtual time begins: any day will do. */
export const EPOCH_MS: number = Date.UTC(2026, 0, 1);
