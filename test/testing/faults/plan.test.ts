import { describe, expect, test } from "vitest";
import { faultKinds } from "../../../src/testing/faults/faults.js";
import { checkPlan } from "../../../src/testing/faults/plan.js";

test.each(faultKinds)("%s may be planned by its kind alone", (kind) => {
  expect(checkPlan([kind])).toEqual({ script: [{ kind }] });
});

test("a script is copied and frozen", () => {
  const fault = { kind: "throttled", retryAfter: 7 } as const;
  const script = [fault, undefined, "none"] as const;
  const checked = checkPlan(script);
  expect(checked).toEqual({ script: [fault, undefined, undefined] });
  expect(Object.isFrozen(checked)).toBe(true);
  expect(Object.isFrozen(fault)).toBe(false);
});

test("faults by chance have a seed by default", () => {
  const plan = { probability: 0.5, faults: ["reset"], seed: undefined } as const;
  expect(checkPlan(plan)).toEqual({ probability: 0.5, faults: [{ kind: "reset" }], seed: 1 });
});

describe("rejects", () => {
  const known = faultKinds.join(", ");
  const faults = ["reset"];

  test.each<[plan: unknown, name: "TypeError" | "RangeError", message: string]>([
    ["reset", "TypeError", '`faults` to be a list of faults or an object with a `probability`, got "reset"'],
    [null, "TypeError", "`faults` to be a list of faults or an object with a `probability`, got null"],
    [["reset", "explode"], "TypeError", `\`faults[1]\` to be one of ${known}, got "explode"`],
    [[null], "TypeError", "`faults[0]` to be a fault, got null"],
    [[{ kind: "none" }], "TypeError", `\`faults[0].kind\` to be one of ${known}, got "none"`],
    [
      [{ kind: "throttled", hint: "both" }],
      "TypeError",
      '`faults[0].hint` to be one of none, body, header, httpDate, milliseconds, got "both"',
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
      `\`faults.faults[0]\` to be one of ${known}, got "none"`,
    ],
    [
      { probability: 1, faults, seed: 0.5 },
      "RangeError",
      "`faults.seed` to be an integer from 0 to 2^32 - 1, got 0.5",
    ],
  ])("%j", (plan, name, message) => {
    expect(() => checkPlan(plan as never)).toThrow(
      expect.objectContaining({ name, message: `Expected ${message}` }),
    );
  });
});
