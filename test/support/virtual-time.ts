import FakeTimers, { type Clock } from "@sinonjs/fake-timers";
import { seeded } from "./seeded.js";

/** Start of virtual time by the wall clock; an arbitrary day. */
export const EPOCH_MS: number = Date.UTC(2026, 0, 1);

/**
 * Replaces timers, clocks and `Math.random` by virtual ones until disposed, so that hours take seconds and every run is the
 * same. No other test may run meanwhile.
 */
export function virtualTime(dice: number): Disposable & { readonly clock: Clock } {
  const clock = FakeTimers.install({
    now: EPOCH_MS,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  const { random } = Math;
  Math.random = seeded(dice);
  return {
    clock,
    [Symbol.dispose]() {
      Math.random = random;
      clock.uninstall();
    },
  };
}
