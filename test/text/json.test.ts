import { expect, test } from "vitest";
import { parseJson } from "../../src/text/json.js";

test("parseJson returns undefined for text that is not JSON, and for no other", () => {
  expect(['{"a":1}', "null", "0", '""'].map(parseJson)).toEqual([{ a: 1 }, null, 0, ""]);
  expect(["", "{", "undefined", "secret"].map(parseJson)).toEqual(Array(4).fill(undefined));
});
