import { describe, expect, test } from "vitest";
import { jsonata, literal, NOW } from "../../src/step-functions/expressions.js";
import { valueAt } from "./account-state.js";

describe("jsonata", () => {
  test.each([
    ["1 + 1", "{% 1 + 1 %}"],
    ["  1\n", "{% 1 %}"],
    ["1\n+\n1", "{% 1 + 1 %}"],
    ["1  \n\n  + 1", "{% 1 + 1 %}"],
  ])("jsonata puts %j on one line between the marks", (expression, field) => {
    expect(jsonata(expression)).toBe(field);
  });
});

describe("literal", () => {
  test.each(["", "a table", "it's", 'a "name"', "C:\\new"])(
    "literal returns an expression of %j that JSON need not escape",
    async (text) => {
      const expression = literal(text);
      expect(await valueAt(jsonata(expression), { at: 0 })).toBe(text);
      expect(expression).not.toContain('"');
    },
  );
});

test("NOW is the time at which the state was entered, in epoch milliseconds", async () => {
  expect(await valueAt(jsonata(NOW), { at: 1_700_000_000_123 })).toBe(1_700_000_000_123);
});
