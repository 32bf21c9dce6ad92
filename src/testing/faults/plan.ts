import { expectList, expectMembers, expectNumber } from "../checks.js";
import { deepFreeze } from "../deep-freeze.js";
import type { FaultInput } from "./faults.js";
import { type CheckedFault, checkFault } from "./settings.js";

/** Random faults; the same seed produces the same sequence. */
export interface RandomFaults {
  /** Probability that a fault applies to a request, 0 to 1. */
  readonly probability: number;
  /** Faults to choose from with equal probability; at least one. */
  readonly faults: readonly FaultInput[];
  /** Seed of the random numbers, an integer from 0 to 2^32 - 1. @default 1 */
  readonly seed?: number | undefined;
}

/** The fault of each request, in order. `undefined`, "none" and the end of the list mean no fault. */
export type FaultScript = readonly (FaultInput | "none" | undefined)[];

/**
 * Which faults apply to which requests: a script or random faults. Requests of both operations count.
 *
 * @example
 * ["throttled", undefined, { kind: "internalError", retryAfter: 3 }]
 * [{ kind: "cutBody", of: "unavailable" }, "lostAnswer"]
 * { probability: 0.2, faults: ["reset", "unavailable"], seed: 42 }
 * { probability: 1, faults: ["hang"] } // every request
 */
export type FaultPlan = FaultScript | RandomFaults;

export type CheckedPlan =
  | { readonly script: readonly (CheckedFault | undefined)[] }
  | { readonly probability: number; readonly faults: readonly CheckedFault[]; readonly seed: number };

/**
 * Returns a frozen, checked copy of a plan.
 *
 * @throws TypeError or RangeError that names the invalid member.
 */
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
  const { probability, faults, seed = 1 } = plan;
  const isShare = (value: number) => value >= 0 && value <= 1;
  expectNumber("faults.probability", probability, "a number from 0 to 1", isShare);
  expectList("faults.faults", faults, "a list of at least one fault");
  expectNumber("faults.seed", seed, "an integer from 0 to 2^32 - 1", (value) => value === value >>> 0);
  const checked = faults.map((fault, index) => checkFault(`faults.faults[${index}]`, fault));
  return { probability, faults: checked, seed };
}

/** Returns a function that returns the fault of each request in turn. */
export function play(plan: CheckedPlan): () => CheckedFault | undefined {
  if ("script" in plan) {
    const left = plan.script.values();
    return () => left.next().value;
  }
  const random = mulberry32(plan.seed);
  return () => {
    const goesWrong = random() < plan.probability;
    // A fault is drawn for every request, so that a higher probability adds faults and changes none.
    const fault = plan.faults[Math.floor(random() * plan.faults.length)];
    return goesWrong ? fault : undefined;
  };
}

/** Returns a source of numbers in [0, 1): mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
