import { expect, test } from "vitest";
import { deepFreeze } from "../../src/testing/deep-freeze.js";

test("deepFreeze freezes nested values", () => {
  const value = deepFreeze({ list: [{ name: "a" }] });
  expect(() => {
    (value.list[0] as { name: string }).name = "b";
  }).toThrow(TypeError);
});

test("deepFreeze freezes JSON that is nested deeper than the stack", () => {
  const value = JSON.parse("[".repeat(30_000) + "]".repeat(30_000));
  expect(Object.isFrozen(deepFreeze(value)[0][0][0])).toBe(true);
});
