import type { Fault } from "./faults.js";
import type { CheckedPlan } from "./plan.js";

/** Tells what each request meets, one call a request in their order. */
export function faultSource(plan: CheckedPlan): () => Fault | undefined {
  if ("script" in plan) {
    const left = plan.script.values();
    return () => left.next().value;
  }
  const random = mulberry32(plan.seed);
  return () => {
    const goesWrong = random() < plan.probability;
    // Drawn for every request: with a higher probability, the same requests go wrong in the same way, and more do.
    const fault = plan.faults[Math.floor(random() * plan.faults.length)];
    return goesWrong ? fault : undefined;
  };
}

/** Numbers from 0 to below 1 that look random: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
