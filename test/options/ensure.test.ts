import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createFleetWiseClient } from "../../src/index.js";
import { DEFAULTS } from "../../src/options/defaults.js";
import { type EnsureOptions, resolveEnsureOptions } from "../../src/options/ensure.js";
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

/** A value of each option of ensuring alone that differs from its default. */
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
  ["an empty object, which gives it up", {}],
  ["an empty object of another realm", runInNewContext("({})")],
  ["an object without a prototype", Object.create(null)],
  ["Timestream resources", { timestreamResources }],
  ["both", { timestreamResources, iamResources: { roleArn: "arn:aws:iam::123456789012:role/r" } }],
])("a registration may be %s", (_, registration) => {
  expect(resolve({ registration }).registration).toBe(registration);
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
