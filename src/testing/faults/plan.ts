import { expectList, expectNumber, expectObject, expectOneOf } from "../expectations.js";
import { deepFreeze } from "../frozen.js";
import { throttleHints } from "../http/throttling.js";
import {
  type DripFault,
  type Fault,
  type FaultKind,
  type FaultLike,
  type FaultPlan,
  type FaultScript,
  faultDefaults,
  faultKinds,
  type RandomFaults,
  type SkewedClockFault,
  type ThrottledFault,
} from "./faults.js";

/** A plan that has been checked, each fault in its long form. */
export type CheckedPlan =
  | { readonly script: readonly (Fault | undefined)[] }
  | { readonly probability: number; readonly faults: readonly Fault[]; readonly seed: number };

/** Checks a plan and copies it; throws a TypeError or a RangeError that names what is wrong. */
export function checkPlan(plan: FaultPlan): CheckedPlan {
  expectObject("faults", plan, "a list of faults or an object with a `probability`");
  return deepFreeze(isScript(plan) ? checkScript(plan) : checkRandom(plan));
}

const isScript = (plan: FaultPlan): plan is FaultScript => Array.isArray(plan);

function checkScript(script: FaultScript): CheckedPlan {
  const checked = script.map((entry, index) =>
    entry === undefined || entry === "none" ? undefined : checkFault(`faults[${index}]`, entry),
  );
  return { script: checked };
}

function checkRandom({ probability, faults, seed = faultDefaults.seed }: RandomFaults): CheckedPlan {
  const isShare = (value: number) => value >= 0 && value <= 1;
  expectNumber("faults.probability", probability, "a number from 0 to 1", isShare);
  expectList("faults.faults", faults, "a list of at least one fault");
  expectNumber("faults.seed", seed, "an integer from 0 to 2^32 - 1", (value) => value === value >>> 0);
  const checked = faults.map((fault, index) => checkFault(`faults.faults[${index}]`, fault));
  return { probability, faults: checked, seed };
}

function checkFault(name: string, fault: FaultLike): Fault {
  if (typeof fault === "string") {
    expectOneOf(name, fault, faultKinds);
    return { kind: fault };
  }
  expectObject(name, fault, "a fault");
  expectOneOf(`${name}.kind`, fault.kind, faultKinds);
  const settings: Settings = fault;
  const { hint = "none", retryAfter = 0, intervalMs = 0, skew = 0 } = settings;
  expectOneOf(`${name}.hint`, hint, throttleHints);
  expectNumber(`${name}.retryAfter`, retryAfter, "a number of seconds, 0 or more", (value) => value >= 0);
  expectNumber(`${name}.intervalMs`, intervalMs, "a number of milliseconds from 0 to 60000", isInterval);
  expectNumber(`${name}.skew`, skew, "a number of seconds within 10^9", (value) => Math.abs(value) <= 1e9);
  return { ...fault };
}

/** What any fault may have set; a setting that its kind does not know is checked all the same, and does nothing. */
type Settings = Omit<ThrottledFault, "kind"> &
  Omit<DripFault, "kind"> &
  Omit<SkewedClockFault, "kind"> & { readonly kind: FaultKind };

const isInterval = (value: number) => value >= 0 && value <= 60_000;
