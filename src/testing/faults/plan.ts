import { expectList, expectMembers, expectNumber } from "../checks.js";
import { deepFreeze } from "../frozen.js";
import { type FaultLike, faultDefaults } from "./faults.js";
import { type CheckedFault, checkFault } from "./settings.js";

/** Faults that come by chance, the same ones in the same order for the same seed. */
export interface RandomFaults {
  /** How likely a request is to go wrong, 0 to 1; at 1 every request does. */
  readonly probability: number;
  /** What a request that goes wrong meets, each as likely as the others; at least one. */
  readonly faults: readonly FaultLike[];
  /** Where the sequence of random numbers starts, an integer from 0 to 2^32 - 1. @default 1 */
  readonly seed?: number | undefined;
}

/** What the n-th request meets; `undefined` or "none" lets it pass, and so does the end of the list. */
export type FaultScript = readonly (FaultLike | "none" | undefined)[];

/**
 * Which requests go wrong, and how: by a script or by chance. Every request counts, whatever its operation.
 *
 * @example
 * ["throttled", undefined, { kind: "internalError", retryAfter: 3 }]
 * [{ kind: "cutBody", of: "unavailable" }, "lostAnswer"]
 * { probability: 0.2, faults: ["reset", "unavailable"], seed: 42 }
 * { probability: 1, faults: ["hang"] } // every request, for ever
 */
export type FaultPlan = FaultScript | RandomFaults;

/** A plan that has been checked. */
export type CheckedPlan =
  | { readonly script: readonly (CheckedFault | undefined)[] }
  | { readonly probability: number; readonly faults: readonly CheckedFault[]; readonly seed: number };

/** Checks a plan and copies it; throws a TypeError or a RangeError that names what is wrong. */
export function checkPlan(plan: FaultPlan): CheckedPlan {
  return deepFreeze(isScript(plan) ? checkScript(plan) : checkRandom(plan));
}

const isScript = (plan: FaultPlan): plan is FaultScript => Array.isArray(plan);

function checkScript(script: FaultScript): CheckedPlan {
  const checked = script.map((entry, index) =>
    entry === undefined || entry === "none" ? undefined : checkFault(`faults[${index}]`, entry),
  );
  return { script: checked };
}

function checkRandom(plan: RandomFaults): CheckedPlan {
  const wanted = "a list of faults or an object with a `probability`";
  expectMembers("faults", plan, { probability: true, faults: true, seed: true }, wanted);
  const { probability, faults, seed = faultDefaults.seed } = plan;
  const isShare = (value: number) => value >= 0 && value <= 1;
  expectNumber("faults.probability", probability, "a number from 0 to 1", isShare);
  expectList("faults.faults", faults, "a list of at least one fault");
  expectNumber("faults.seed", seed, "an integer from 0 to 2^32 - 1", (value) => value === value >>> 0);
  const checked = faults.map((fault, index) => checkFault(`faults.faults[${index}]`, fault));
  return { probability, faults: checked, seed };
}

/** Plays a plan: tells what each request meets, one call a request in their order. */
export function play(plan: CheckedPlan): () => CheckedFault | undefined {
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
