import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { DEFAULTS } from "../../src/options/defaults.js";
import { type RegistrationWaiterOptions, resolveWaiterOptions, WAITER } from "../../src/options/waiter.js";
import { expectedFinish } from "../../src/timing/cadence.js";

const client = async () => ({});
const resolve = (options: Record<string, unknown> = {}) =>
  resolveWaiterOptions({ client, ...options } as RegistrationWaiterOptions);

describe("defaults", () => {
  const expected = {
    client,
    maxWaitMs: 900_000,
    minDelayMs: 1000,
    maxDelayMs: 60_000,
    cadence: expect.any(Function),
    requestTimeoutMs: 30_000,
    abortSignal: undefined,
    since: undefined,
    consistencyGraceMs: 30_000,
    random: Math.random,
  };

  test("defaults replace options that are left out", () => {
    expect(resolve()).toStrictEqual(expected);
  });

  test.each(Object.keys(WAITER).filter((name) => name !== "client"))(
    "the default of %s replaces undefined",
    (name) => {
      expect(resolve({ [name]: undefined })).toStrictEqual(expected);
    },
  );

  test("the defaults are frozen, as are the resolved options", () => {
    expect(Object.isFrozen(DEFAULTS)).toBe(true);
    expect(Object.isFrozen(resolve())).toBe(true);
  });

  test("the default cadence is expectedFinish()", () => {
    for (const seconds of [0, 3, 75, 2400]) {
      const context = { attempt: 1, elapsedMs: 1000 * seconds, ageMs: 1000 * seconds, snapshot: undefined };
      expect(resolve().cadence(context)).toBe(expectedFinish()(context));
    }
  });
});

test("resolveWaiterOptions returns every option, with seconds as milliseconds", () => {
  const given = {
    cadence: () => 1,
    abortSignal: new AbortController().signal,
    since: new Date(5),
    random: () => 0.5,
  };
  const seconds = { maxWaitTime: 7, minDelay: 0.25, maxDelay: 2, requestTimeout: 3, consistencyGrace: 4 };
  expect(resolve({ ...given, ...seconds })).toStrictEqual({
    client,
    ...given,
    maxWaitMs: 7000,
    minDelayMs: 250,
    maxDelayMs: 2000,
    requestTimeoutMs: 3000,
    consistencyGraceMs: 4000,
  });
});

/** A value of each option that differs from its default. */
const OTHER = {
  client: async () => ({}),
  maxWaitTime: 7,
  minDelay: 0.25,
  maxDelay: 2,
  cadence: () => 1,
  requestTimeout: 3,
  abortSignal: new AbortController().signal,
  since: new Date(5),
  consistencyGrace: 4,
  random: () => 0.5,
} satisfies { readonly [Name in keyof RegistrationWaiterOptions]-?: unknown };

test.each(Object.entries(OTHER))("resolveWaiterOptions takes the option %s", (name, value) => {
  expect(resolve({ [name]: value })).not.toStrictEqual(resolve());
});

test("maxWaitTime may be Infinity, consistencyGrace may be 0, requestTimeout may exceed maxWaitTime", () => {
  expect(resolve({ maxWaitTime: Number.POSITIVE_INFINITY }).maxWaitMs).toBe(Number.POSITIVE_INFINITY);
  expect(resolve({ consistencyGrace: 0 }).consistencyGraceMs).toBe(0);
  expect(resolve({ maxWaitTime: 1, requestTimeout: 2 })).toMatchObject({
    maxWaitMs: 1000,
    requestTimeoutMs: 2000,
  });
});

describe("the bounds of the delay", () => {
  test("the bounds of the delay follow each other if only one is set", () => {
    expect(resolve({ minDelay: 90 })).toMatchObject({ minDelayMs: 90_000, maxDelayMs: 90_000 });
    expect(resolve({ maxDelay: 0.1 })).toMatchObject({ minDelayMs: 100, maxDelayMs: 100 });
    expect(resolve({ minDelay: 5 })).toMatchObject({ minDelayMs: 5000, maxDelayMs: 60_000 });
    expect(resolve({ maxDelay: 5 })).toMatchObject({ minDelayMs: 1000, maxDelayMs: 5000 });
  });

  test("the bounds of the delay may be the same", () => {
    expect(resolve({ minDelay: 5, maxDelay: 5 })).toMatchObject({ minDelayMs: 5000, maxDelayMs: 5000 });
  });

  test("the bounds of the delay are rejected if minDelay exceeds maxDelay", () => {
    expect(() => resolve({ minDelay: 6, maxDelay: 5 })).toThrow(
      new RangeError("Expected `minDelay` to be at most `maxDelay` (5), got 6"),
    );
  });

  test("the bounds of the delay never cross, whatever is set", () => {
    const seconds = fc.option(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(seconds, seconds, (minDelay, maxDelay) => {
        fc.pre(minDelay === undefined || maxDelay === undefined || minDelay <= maxDelay);
        const options = resolve({ minDelay, maxDelay });
        expect(options.minDelayMs).toBeLessThanOrEqual(options.maxDelayMs);
        if (minDelay !== undefined) expect(options.minDelayMs).toBe(1000 * minDelay);
        if (maxDelay !== undefined) expect(options.maxDelayMs).toBe(1000 * maxDelay);
      }),
    );
  });
});

describe("resolveWaiterOptions rejects an invalid option with its name, the expectation and its value:", () => {
  const { NaN: notANumber, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minusInfinity } = Number;
  const positive = "a positive number of seconds";
  const kinds: Readonly<Record<string, string>> = {
    maxWaitTime: `${positive} or Infinity`,
    minDelay: positive,
    maxDelay: positive,
    requestTimeout: positive,
    consistencyGrace: "a non-negative number of seconds",
  };
  const ranges = Object.entries(kinds).flatMap(([name, expected]) =>
    [notANumber, -1, minusInfinity, 0, infinity]
      .filter((value) => !(name === "maxWaitTime" && value === infinity))
      .filter((value) => !(name === "consistencyGrace" && value === 0))
      .map((value) => [name, value, expected] as const),
  );

  test.each(ranges)("resolveWaiterOptions rejects %s with the value %d", (name, value, expected) => {
    expect(() => resolve({ [name]: value })).toThrow(
      new RangeError(`Expected \`${name}\` to be ${expected}, got ${value}`),
    );
    expect(() => resolve({ [name]: value })).toThrow(RangeError);
  });

  const others: readonly (readonly [unknown, string])[] = [
    ["5", '"5"'],
    [null, "null"],
    [true, "true"],
    [5n, "5n"],
    [{}, "an object"],
    [[5], "a list"],
    [() => 5, "a function"],
  ];

  test.each(Object.entries(kinds))(
    "resolveWaiterOptions rejects %s if it is not a number",
    (name, expected) => {
      for (const [value, shown] of others) {
        const message = `Expected \`${name}\` to be ${expected}, got ${shown}`;
        expect(() => resolve({ [name]: value })).toThrow(new TypeError(message));
        expect(() => resolve({ [name]: value })).toThrow(TypeError);
      }
    },
  );

  test.each(["cadence", "random"])("resolveWaiterOptions rejects %s if it is not a function", (name) => {
    for (const [value, shown] of [
      [5, "5"],
      [null, "null"],
      [{}, "an object"],
    ] as const)
      expect(() => resolve({ [name]: value })).toThrow(
        new TypeError(`Expected \`${name}\` to be a function, got ${shown}`),
      );
  });

  test("resolveWaiterOptions rejects an abortSignal that is not an AbortSignal", () => {
    for (const [value, shown] of [
      [null, "null"],
      [{}, "an object"],
      [new AbortController(), "an object"],
      ["x", '"x"'],
    ])
      expect(() => resolve({ abortSignal: value })).toThrow(
        new TypeError(`Expected \`abortSignal\` to be an AbortSignal, got ${shown}`),
      );
  });

  test("resolveWaiterOptions copies `since`, because a Date may change", () => {
    const since = new Date(5);
    const options = resolve({ since });
    since.setTime(Number.NaN);
    expect(options.since).toEqual(new Date(5));
  });

  test("resolveWaiterOptions rejects a `since` that is not a valid Date", () => {
    expect(() => resolve({ since: new Date(Number.NaN) })).toThrow(
      new RangeError("Expected `since` to be a valid Date, got an invalid Date"),
    );
    for (const [value, shown] of [
      ["2026-11-01", '"2026-11-01"'],
      [5, "5"],
      [null, "null"],
      [{}, "an object"],
    ])
      expect(() => resolve({ since: value })).toThrow(
        new TypeError(`Expected \`since\` to be a Date, got ${shown}`),
      );
  });

  test("resolveWaiterOptions rejects a client that is not a status source", () => {
    for (const [value, shown] of [
      [undefined, "undefined"],
      [null, "null"],
      ["x", '"x"'],
      [{}, "an object"],
      [{ send: 5, getRegisterAccountStatus: "x" }, "an object"],
    ])
      expect(() => resolve({ client: value })).toThrow(
        new TypeError(
          "Expected `client` to be an IoTFleetWiseClient, an object with `getRegisterAccountStatus`, or a function that " +
            `resolves to the status, got ${shown}`,
        ),
      );
  });

  test.each([
    [undefined, "undefined"],
    [null, "null"],
    ["x", '"x"'],
    [() => 5, "a function"],
  ])("resolveWaiterOptions rejects the config %s", (config, shown) => {
    expect(() => resolveWaiterOptions(config as unknown as RegistrationWaiterOptions)).toThrow(
      new TypeError(`Expected \`config\` to be an object with a \`client\`, got ${shown}`),
    );
  });
});

test("an AbortSignal of another realm or a polyfill is recognized by its shape", () => {
  const abortSignal = { aborted: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };
  expect(resolve({ abortSignal }).abortSignal).toBe(abortSignal);
});

test.each([
  ["a function", async () => ({})],
  ["an object with send", { send: async () => ({}) }],
  ["an object with getRegisterAccountStatus", { getRegisterAccountStatus: async () => ({}) }],
])("a client may be %s", (_, source) => {
  expect(resolve({ client: source }).client).toBe(source);
});
