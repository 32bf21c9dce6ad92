import { virtualTime } from "../../support/virtual-time.js";

/** The clock of a run in virtual time: it stands still while anything is computed. */
export interface VirtualClock {
  /** Seconds since the run began, by a clock that only goes on. */
  seconds(): number;
  /** Sets the wall clock forward, or back, and nothing else. */
  setWallClock(byMs: number): void;
}

/** Runs real code in virtual time until it settles. */
export async function inVirtualTime<T>(seed: number, run: (clock: VirtualClock) => Promise<T>): Promise<T> {
  using virtual = virtualTime(seed);
  const { clock } = virtual;
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
}
