import { expect, test } from "vitest";
import type { FaultPlan } from "../../../src/testing/faults/faults.js";
import { checkPlan } from "../../../src/testing/faults/plan.js";
import { faultSource } from "../../../src/testing/faults/source.js";

function kinds(plan: FaultPlan, requests: number): (string | undefined)[] {
  const next = faultSource(checkPlan(plan));
  return Array.from({ length: requests }, () => next()?.kind);
}

const some = ["reset", "hang", "drip"] as const;

test("a script's n-th entry is for the n-th request; none, undefined and its end let requests pass", () => {
  expect(kinds(["reset", undefined, { kind: "drip" }, "none", "hang"], 7)).toEqual([
    "reset",
    undefined,
    "drip",
    undefined,
    "hang",
    undefined,
    undefined,
  ]);
});

test("the same seed gives the same faults, another one others", () => {
  const plan = { probability: 0.5, faults: some };
  expect(kinds({ ...plan, seed: 7 }, 50)).toEqual(kinds({ ...plan, seed: 7 }, 50));
  expect(kinds({ ...plan, seed: 8 }, 50)).not.toEqual(kinds({ ...plan, seed: 7 }, 50));
  expect(kinds(plan, 50)).toEqual(kinds({ ...plan, seed: 1 }, 50));
});

test("a seed's sequence stays what it was, so that a recorded failure can be met again", () => {
  expect(kinds({ probability: 0.5, faults: some, seed: 42 }, 8)).toMatchInlineSnapshot(`
    [
      undefined,
      undefined,
      "hang",
      "hang",
      undefined,
      "drip",
      undefined,
      "hang",
    ]
  `);
});

test("requests go wrong as often as the probability says, and each fault as often as the others", () => {
  const met = kinds({ probability: 0.3, faults: some, seed: 42 }, 30_000);
  for (const kind of some) {
    const share = met.filter((one) => one === kind).length / met.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
  }
});

test("with a higher probability the same requests go wrong in the same way, and more do", () => {
  const few = kinds({ probability: 0.2, faults: some }, 200);
  const many = kinds({ probability: 0.4, faults: some }, 200);
  expect(many.filter((kind, index) => few[index] !== undefined && kind !== few[index])).toEqual([]);
  expect(many.filter(Boolean).length).toBeGreaterThan(few.filter(Boolean).length);
});

test("at 1 every request goes wrong, at 0 none", () => {
  expect(kinds({ probability: 1, faults: ["reset"] }, 100)).not.toContain(undefined);
  expect(kinds({ probability: 0, faults: ["reset"] }, 100)).not.toContain("reset");
});
