// cspell:ignore throtled retryafter reste sead
import { describe, expect, test } from "vitest";
import { checkPlan, type FaultPlan, play } from "../../../src/testing/faults/plan.js";
import { faultKinds } from "../../../src/testing/faults/settings.js";

test.each(faultKinds)("checkPlan accepts %s by its kind alone", (kind) => {
  expect(checkPlan([kind])).toMatchObject({ script: [{ kind }] });
});

test("checkPlan copies and freezes a script", () => {
  const fault = { kind: "throttled", retryAfter: 7 } as const;
  const script = [fault, undefined, "none"] as const;
  const checked = checkPlan(script);
  expect(checked).toMatchObject({ script: [fault, undefined, undefined] });
  expect(Object.isFrozen(checked)).toBe(true);
  expect(Object.isFrozen(fault)).toBe(false);
});

test("checkPlan sets the default seed of random faults", () => {
  const plan = { probability: 0.5, faults: ["reset"], seed: undefined } as const;
  expect(checkPlan(plan)).toEqual({ probability: 0.5, faults: [{ kind: "reset" }], seed: 1 });
});

describe("checkPlan rejects", () => {
  const listed = (kinds: readonly string[]) => kinds.map((kind) => `\`${kind}\``).join(", ");
  const [known, answers] = [listed(faultKinds), listed(faultKinds.slice(0, faultKinds.indexOf("reset")))];
  const faults = ["reset"];

  test.each<[plan: unknown, name: "TypeError" | "RangeError", message: string]>([
    ["reset", "TypeError", '`faults` to be a list of faults or an object with a `probability`, got "reset"'],
    [null, "TypeError", "`faults` to be a list of faults or an object with a `probability`, got null"],
    [
      ["reset", "explode"],
      "TypeError",
      `\`faults[1]\` to be a fault that is known, got \`explode\`: there are ${known}`,
    ],
    [
      ["throtled"],
      "TypeError",
      "`faults[0]` to be a fault that is known, got `throtled`: did you mean `throttled`?",
    ],
    [
      [{ kind: "hang", retryAfter: 1 }],
      "TypeError",
      "a member of `faults[0]` that is known, got `retryAfter`: there are `kind`",
    ],
    [
      [{ kind: "throttled", retryafter: 1 }],
      "TypeError",
      "a member of `faults[0]` that is known, got `retryafter`: did you mean `retryAfter`?",
    ],
    [[{ kind: "redirect", location: 7 }], "TypeError", "`faults[0].location` to be a string, got 7"],
    [
      [{ kind: "shortBody", framing: "chunk" }],
      "TypeError",
      "`faults[0].framing` to be a framing that is known, got `chunk`: did you mean `chunks`?",
    ],
    [
      [{ kind: "lostAnswer", by: "reste" }],
      "TypeError",
      "`faults[0].by` to be an end that is known, got `reste`: did you mean `reset`?",
    ],
    [
      [{ kind: "cutBody", of: "hang" }],
      "TypeError",
      `\`faults[0].of\` to be a fault that is known, got \`hang\`: there are ${answers}`,
    ],
    [
      [{ kind: "drip", of: { kind: "throttled", retryAfter: -1 } }],
      "RangeError",
      "`faults[0].of.retryAfter` to be a number of seconds, 0 or more, got -1",
    ],
    [
      { probability: 1, faults, sead: 2 },
      "TypeError",
      "a member of `faults` that is known, got `sead`: did you mean `seed`?",
    ],
    [[null], "TypeError", "`faults[0]` to be a fault, got null"],
    [
      [{ kind: "none" }],
      "TypeError",
      `\`faults[0].kind\` to be a fault that is known, got \`none\`: there are ${known}`,
    ],
    [
      [{ kind: "throttled", hint: "both" }],
      "TypeError",
      "`faults[0].hint` to be a hint that is known, got `both`: did you mean `body`?",
    ],
    [
      [{ kind: "internalError", retryAfter: -1 }],
      "RangeError",
      "`faults[0].retryAfter` to be a number of seconds, 0 or more, got -1",
    ],
    [
      [{ kind: "drip", intervalMs: 60_001 }],
      "RangeError",
      "`faults[0].intervalMs` to be a number of milliseconds from 0 to 60000, got 60001",
    ],
    [
      [{ kind: "skewedClock", skew: Number.NaN }],
      "RangeError",
      "`faults[0].skew` to be a number of seconds within 10^9, got NaN",
    ],
    [{ faults }, "TypeError", "`faults.probability` to be a number from 0 to 1, got undefined"],
    [{ probability: 1.1, faults }, "RangeError", "`faults.probability` to be a number from 0 to 1, got 1.1"],
    [{ probability: 1 }, "TypeError", "`faults.faults` to be a list of at least one fault, got undefined"],
    [
      { probability: 1, faults: [] },
      "TypeError",
      "`faults.faults` to be a list of at least one fault, got an empty list",
    ],
    [
      { probability: 1, faults: ["none"] },
      "TypeError",
      `\`faults.faults[0]\` to be a fault that is known, got \`none\`: there are ${known}`,
    ],
    [
      { probability: 1, faults, seed: 0.5 },
      "RangeError",
      "`faults.seed` to be an integer from 0 to 2^32 - 1, got 0.5",
    ],
  ])("checkPlan rejects %j", (plan, name, message) => {
    expect(() => checkPlan(plan as never)).toThrow(
      expect.objectContaining({ name, message: `Expected ${message}` }),
    );
  });
});

function kinds(plan: FaultPlan, requests: number): (string | undefined)[] {
  const next = play(checkPlan(plan));
  return Array.from({ length: requests }, () => next()?.kind);
}

const some = ["reset", "hang", "drip"] as const;

test("a script's n-th entry applies to the n-th request; none and undefined mean no fault", () => {
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

test("the same seed produces the same faults, another seed different ones", () => {
  const plan = { probability: 0.5, faults: some };
  expect(kinds({ ...plan, seed: 7 }, 50)).toEqual(kinds({ ...plan, seed: 7 }, 50));
  expect(kinds({ ...plan, seed: 8 }, 50)).not.toEqual(kinds({ ...plan, seed: 7 }, 50));
  expect(kinds(plan, 50)).toEqual(kinds({ ...plan, seed: 1 }, 50));
});

test("a seed's sequence is stable, so that a recorded failure can be repeated", () => {
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

test("random faults occur with the given probability, each equally often", () => {
  const met = kinds({ probability: 0.3, faults: some, seed: 42 }, 30_000);
  for (const kind of some) {
    const share = met.filter((one) => one === kind).length / met.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
  }
});

test("a higher probability keeps the faults of a lower one and adds more", () => {
  const few = kinds({ probability: 0.2, faults: some }, 200);
  const many = kinds({ probability: 0.4, faults: some }, 200);
  expect(many.filter((kind, index) => few[index] !== undefined && kind !== few[index])).toEqual([]);
  expect(many.filter(Boolean).length).toBeGreaterThan(few.filter(Boolean).length);
});

test("every request is affected at probability 1, and none at 0", () => {
  expect(kinds({ probability: 1, faults: ["reset"] }, 100)).not.toContain(undefined);
  expect(kinds({ probability: 0, faults: ["reset"] }, 100)).not.toContain("reset");
});
