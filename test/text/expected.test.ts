// cspell:ignore mindelay regoin
import { describe, expect, test } from "vitest";
import { expected, expectedSecret, rejectMisspelled, rejectUnknown } from "../../src/text/expected.js";

describe("expected() shows the invalid value", () => {
  test.each([
    ["5", '"5"'],
    ["", '""'],
    ['say "no"', '"say \\"no\\""'],
    ["x".repeat(41), `"${"x".repeat(40)}..."`],
    [5, "5"],
    [Number.NaN, "NaN"],
    [5n, "5n"],
    [undefined, "undefined"],
    [null, "null"],
    [Symbol("s"), "Symbol(s)"],
    [[], "an empty list"],
    [[1], "a list"],
    [{ secret: 1 }, "an object"],
    [Object.create(null), "an object"],
    [new Date(0), "a Date"],
    [new Date(Number.NaN), "an invalid Date"],
    [() => 5, "a function"],
  ])("expected() shows the invalid value %o", (value, shown) => {
    expect(expected("`x`", "a thing", value)).toBe(`Expected \`x\` to be a thing, got ${shown}`);
  });
});

test("expected() shows an object that cannot be inspected as an object", () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  const tagged = { [Symbol.toStringTag]: "Date" };
  for (const value of [proxy, tagged])
    expect(expected("`x`", "a thing", value)).toBe("Expected `x` to be a thing, got an object");
});

describe("expectedSecret() shows only the kind of the value", () => {
  test.each([
    ["hidden", "a string"],
    ["", "an empty string"],
    [5, "a number"],
    [null, "null"],
    [undefined, "undefined"],
    [["hidden"], "a list"],
    [{ key: "hidden" }, "an object"],
  ])("expectedSecret() shows only the kind of %o", (value, shown) => {
    expect(expectedSecret("`x`", "a key", value)).toBe(`Expected \`x\` to be a key, got ${shown}`);
  });
});

describe("rejectUnknown() rejects an unknown name", () => {
  const known = ["maxWaitTime", "minDelay"];

  test.each([
    ["maxWait", "did you mean `maxWaitTime`?"],
    ["mindelay", "did you mean `minDelay`?"],
    ["x".repeat(41), "there are `maxWaitTime`, `minDelay`"],
    ["paint", "there are `maxWaitTime`, `minDelay`"],
  ])("rejectUnknown() rejects %s with the nearest name, or all", (name, hint) => {
    const shown = name.length > 40 ? `${name.slice(0, 40)}...` : name;
    expect(() => rejectUnknown("an option", { minDelay: 1, [name]: 1 }, known)).toThrow(
      new TypeError(`Expected an option that is known, got \`${shown}\`: ${hint}`),
    );
  });

  test("rejectUnknown() rejects an unknown name whose value is undefined", () => {
    expect(() => rejectUnknown("an option", { maxWait: undefined }, known)).toThrow(TypeError);
  });

  test("rejectUnknown() accepts known names", () => {
    expect(() => rejectUnknown("an option", { maxWaitTime: undefined, minDelay: 2 }, known)).not.toThrow();
    expect(() => rejectUnknown("an option", {}, known)).not.toThrow();
  });
});

describe("rejectMisspelled() rejects only keys that look like a known name", () => {
  const known = ["region", "useDualstackEndpoint"];

  test.each([
    ["regoin", "region"],
    ["Region", "region"],
    ["regions", "region"],
    ["useDualstack", "useDualstackEndpoint"],
    ["useDualStackEndpoint", "useDualstackEndpoint"],
  ])("rejectMisspelled() rejects %s as a misspelled %s", (name, meant) => {
    expect(() => rejectMisspelled("an option", { region: "x", [name]: 1 }, known)).toThrow(
      new TypeError(`Expected an option that is known, got \`${name}\`: did you mean \`${meant}\`?`),
    );
  });

  test.each(["maxAttempts", "logger", "tls", "use", "regionalEndpoints", "signingRegion"])(
    "rejectMisspelled() accepts the unrelated key %s",
    (name) => {
      expect(() => rejectMisspelled("an option", { region: "x", [name]: 1 }, known)).not.toThrow();
    },
  );
});
