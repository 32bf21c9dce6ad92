import { virtualTime } from "../../support/virtual-time.js";

/** Clock of a run in virtual time. It stands still during computations. */
export interface VirtualClock {
  /** Seconds since the start of the run, by a monotonic clock. */
  seconds(): number;
  /** Moves only the wall clock, forward or back. */
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
  // The caller receives the rejection later; until then Node would report it as unhandled.
  result.catch(() => {});
  await clock.tickAsync(0);
  while (!settled) await clock.nextAsync();
  return await result;
}
