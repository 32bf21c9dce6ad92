// cspell:ignore cuont
import { expect, test } from "vitest";
import {
  checkedMembers,
  checkedOptions,
  copied,
  flag,
  matching,
  nested,
  OPTIONS,
  oneOf,
  type Schema,
  seconds,
  wholeNumber,
} from "../../src/options/checks.js";

interface Config {
  readonly count?: number | undefined;
  readonly loud?: boolean | undefined;
}

const schema: Schema<Config> = { count: wholeNumber, loud: flag };

test("checkedOptions returns a copy of the options, each read once", () => {
  let reads = 0;
  const config = {
    get count() {
      reads++;
      return 2;
    },
  };
  const options = checkedOptions("a config", config, schema);
  expect(options).toStrictEqual({ count: 2 });
  expect([options.count, options.count]).toEqual([2, 2]);
  expect(reads).toBe(1);
});

test("checkedOptions rejects an unknown option in the words of its caller", () => {
  const words = { config: "settings", option: "a setting" };
  expect(() => checkedOptions("an object", { cuont: 1 } as Config, schema, words)).toThrow(
    new TypeError("Expected a setting that is known, got `cuont`: did you mean `count`?"),
  );
  expect(() => checkedOptions("an object", null as unknown as Config, schema, words)).toThrow(
    new TypeError("Expected `settings` to be an object, got null"),
  );
});

test("the words OPTIONS name a parameter `options`", () => {
  expect(() => checkedOptions("an object", { cuont: 1 } as Config, schema, OPTIONS)).toThrow(
    "Expected an option that is known, got `cuont`",
  );
  expect(() => checkedOptions("an object", null as unknown as Config, schema, OPTIONS)).toThrow(
    "Expected `options` to be an object, got null",
  );
});

test("nested checks the options of an option, and names both", () => {
  const check = nested(schema, "a setting");
  for (const value of [undefined, { count: 2 }]) expect(() => check("sound", value)).not.toThrow();
  expect(() => check("sound", { cuont: 1 } as Config)).toThrow(
    "Expected a setting of `sound` that is known, got `cuont`: did you mean `count`?",
  );
  expect(() => check("sound", { count: 0 })).toThrow("Expected `sound.count` to be a whole number");
  expect(() => check("sound", "loud" as Config)).toThrow('Expected `sound` to be an object, got "loud"');
});

test("checkedMembers checks the known options and keeps those of another program", () => {
  const config = { count: 2, foreign: "kept" };
  expect(checkedMembers<Config>(config, schema)).toStrictEqual(config);
  expect(() => checkedMembers<Config>({ ...config, count: 0 }, schema)).toThrow(
    new RangeError("Expected `count` to be a whole number, at least 1, got 0"),
  );
});

test("copied returns a copy of a config, and any value unchanged that cannot be copied", () => {
  const config = { count: 2 };
  expect(copied(config)).toStrictEqual(config);
  expect(copied(config)).not.toBe(config);
  expect(copied(Object.create(config))).toStrictEqual(config);
  const throwing = {
    get count(): number {
      throw new Error("no");
    },
  };
  for (const value of [throwing, null, undefined, "text"]) expect(copied(value)).toBe(value);
});

test("matching accepts a value that fits, and undefined, which is the default", () => {
  const even = matching<number>("an even number", (value) => value % 2 === 0);
  expect(() => even("pairs", 4)).not.toThrow();
  expect(() => even("pairs", undefined)).not.toThrow();
  expect(() => even("pairs", 5)).toThrow(new TypeError("Expected `pairs` to be an even number, got 5"));
});

test("oneOf accepts one of its values, and undefined, which is the default", () => {
  const color = oneOf(["red", "green"]);
  for (const value of ["red", "green", undefined] as const) expect(() => color("color", value)).not.toThrow();
  expect(() => color("color", "blue" as "red")).toThrow(
    new TypeError('Expected `color` to be "red" or "green", got "blue"'),
  );
});

test("wholeNumber returns 1, a greater integer, or undefined, which is the default", () => {
  expect([1, 2, undefined].map((value) => wholeNumber("count", value))).toEqual([1, 2, undefined]);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("wholeNumber rejects %d", (value) => {
  expect(() => wholeNumber("count", value)).toThrow(
    new RangeError(`Expected \`count\` to be a whole number, at least 1, got ${value}`),
  );
});

test("wholeNumber rejects a text", () => {
  expect(() => wholeNumber("count", "2" as unknown as number)).toThrow(
    new TypeError('Expected `count` to be a whole number, at least 1, got "2"'),
  );
});

test("flag accepts true, false, and undefined, which is the default", () => {
  for (const value of [true, false, undefined]) expect(() => flag("loud", value)).not.toThrow();
  expect(() => flag("loud", "yes" as unknown as boolean)).toThrow(
    new TypeError('Expected `loud` to be a boolean, got "yes"'),
  );
});

test("seconds rejects a number that is infinite in milliseconds", () => {
  expect(seconds("delay", 1e305)).toBe(1e305);
  expect(() => seconds("delay", 1e306)).toThrow(
    new RangeError("Expected `delay` to be a positive number of seconds, got 1e+306"),
  );
});
