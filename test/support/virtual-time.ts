import FakeTimers, { type Clock } from "@sinonjs/fake-timers";
import { seeded } from "./seeded.js";

/** Start of virtual time by the wall clock; an arbitrary day. */
export const EPOCH_MS: number = Date.UTC(2026, 0, 1);

/**
 * Virtual timers, clocks and dice, in place of the platform's until they are disposed of: hours take seconds, and the same each
 * time. Nothing else may run meanwhile.
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
