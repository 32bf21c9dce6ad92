// cspell:ignore diferent
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createFleetWiseClient } from "../../src/index.js";
import { DEFAULTS } from "../../src/options/defaults.js";
import { checkMode, type EnsureOptions, resolveEnsureOptions } from "../../src/options/ensure.js";
import type { RegistrationWaiterOptions } from "../../src/options/waiter.js";

const client = createFleetWiseClient({ region: "us-east-1" });
const resolve = (options: object = {}) => resolveEnsureOptions({ client, ...options } as EnsureOptions);
const timestreamResources = { timestreamDatabaseName: "database", timestreamTableName: "table" };

test("resolveEnsureOptions sets the default of every option that is left out", () => {
  expect(resolve()).toMatchObject({
    maxRegistrations: DEFAULTS.maxRegistrations,
    registration: undefined,
    reregister: false,
  });
});

test("resolveEnsureOptions reads `registration` once, and a later change of it has no effect", () => {
  let reads = 0;
  const changing = {
    get timestreamResources() {
      reads += 1;
      return timestreamResources;
    },
  };
  expect(resolve({ registration: changing }).registration).toEqual({ timestreamResources });
  expect(reads).toBe(1);
  const given: { timestreamResources?: object } = { timestreamResources: { ...timestreamResources } };
  const { registration } = resolve({ registration: given });
  Object.assign(given.timestreamResources ?? {}, { timestreamTableName: "" });
  delete given.timestreamResources;
  expect(registration).toEqual({ timestreamResources });
  expect([registration, registration?.timestreamResources].map(Object.isFrozen)).toEqual([true, true]);
});

/** A value other than the default for each option that a wait does not have. */
const OTHER = {
  maxRegistrations: 7,
  registration: { timestreamResources },
  reregister: true,
} satisfies { readonly [Name in Exclude<keyof EnsureOptions, keyof RegistrationWaiterOptions>]: unknown };

test.each(Object.entries(OTHER))("resolveEnsureOptions takes the option %s", (name, value) => {
  expect(resolve({ [name]: value })).not.toStrictEqual(resolve());
});

describe("resolveEnsureOptions rejects an invalid `registration`, which might remove Timestream metadata:", () => {
  test.each([
    [
      "CloudFormation's case",
      { TimestreamResources: timestreamResources },
      "did you mean `timestreamResources`?",
    ],
    ["a misspelled member", { timestreamResource: {} }, "did you mean `timestreamResources`?"],
    [
      "a variable that is not set",
      { timestreamResources: undefined },
      "registration.timestreamResources` to be",
    ],
    [
      "no names",
      { timestreamResources: {} },
      "`registration.timestreamResources.timestreamDatabaseName` to be",
    ],
    ["an empty name", { timestreamResources: { ...timestreamResources, timestreamTableName: "" } }, 'got ""'],
    [
      "a misspelled name",
      { timestreamResources: { ...timestreamResources, tableName: "t" } },
      "got `tableName`: there are",
    ],
    ["null", null, "got null"],
    ["a list", [], "got an empty list"],
    ["a Date", new Date(0), "got a Date"],
    ["a Map", new Map(), "got an object"],
    ["a text", "{}", 'got "{}"'],
    [
      "a role that is none",
      { iamResources: { roleArn: 5 } },
      "`registration.iamResources.roleArn` to be a non-empty string",
    ],
  ])("resolveEnsureOptions rejects a `registration` of %s", (_, registration, message) => {
    expect(() => resolve({ registration })).toThrow(TypeError);
    expect(() => resolve({ registration })).toThrow(message);
  });
});

test.each([
  ["an empty object", {}],
  ["an empty object of another realm", runInNewContext("({})")],
  ["an object without a prototype", Object.create(null)],
  ["Timestream resources", { timestreamResources }],
  ["both", { timestreamResources, iamResources: { roleArn: "arn:aws:iam::123456789012:role/r" } }],
])("the option `registration` may be %s", (_, registration) => {
  expect(resolve({ registration }).registration).toEqual(registration);
});

test.each([true, false, "if-different"])("reregister may be %s", (reregister) => {
  expect(resolve({ reregister }).reregister).toBe(reregister);
});

test.each([
  ["if-diferent", '"if-diferent"'],
  [1, "1"],
  [null, "null"],
])("reregister can't be %s", (reregister, shown) => {
  expect(() => resolve({ reregister })).toThrow(
    new TypeError(`Expected \`reregister\` to be a boolean, got ${shown}`),
  );
});

test("resolveEnsureOptions rejects a client that cannot register", () => {
  const polls = { getRegisterAccountStatus: async () => ({}) };
  expect(() => resolve({ client: polls })).toThrow(
    new TypeError(
      "Expected `client` to be a client that can register: an IoTFleetWiseClient, or an object with `registerAccount`, " +
        "got an object",
    ),
  );
});

test("resolveEnsureOptions rejects a client that cannot poll", () => {
  expect(() => resolve({ client: { registerAccount: async () => ({}) } })).toThrow(
    "Expected `client` to be an IoTFleetWiseClient, an object with `getRegisterAccountStatus`",
  );
});

test("resolveEnsureOptions rejects a config that is not an object", () => {
  expect(() => resolveEnsureOptions(undefined as unknown as EnsureOptions)).toThrow(
    new TypeError("Expected `config` to be an object with a `client`, got undefined"),
  );
});

test.each([
  [null, "Expected `registration` to be an object as in RegisterAccount's input, got null"],
  [
    { timestreamResource: {} },
    "Expected a member of `registration` that is known, got `timestreamResource`: did you mean `timestreamResources`?",
  ],
  [
    { iamResources: { arn: "a" } },
    "Expected a member of `registration.iamResources` that is known, got `arn`: there are `roleArn`",
  ],
  [
    { iamResources: null },
    "Expected `registration.iamResources` to be an object as in RegisterAccount's input, got null",
  ],
])("the registration %j is rejected with a sentence that names its member", (registration, message) => {
  expect(() => resolve({ registration })).toThrow(new TypeError(message));
});

test("checkMode accepts only ensure, wait-only and undefined", () => {
  for (const mode of ["ensure", "wait-only", undefined] as const)
    expect(() => checkMode("mode", mode)).not.toThrow();
  expect(() => checkMode("mode", "wait" as "wait-only")).toThrow(
    new TypeError('Expected `mode` to be "ensure" or "wait-only", got "wait"'),
  );
});

test("resolveEnsureOptions rejects a misspelled option and suggests the nearest one", () => {
  expect(() => resolve({ maxRegistration: 1 })).toThrow(
    new TypeError(
      "Expected an option that is known, got `maxRegistration`: did you mean `maxRegistrations`?",
    ),
  );
  expect(() => resolve({ maxWait: 600 })).toThrow("did you mean `maxWaitTime`?");
  expect(() => resolve({ foo: 600 })).toThrow("got `foo`: there are `client`, `maxWaitTime`, ");
});
