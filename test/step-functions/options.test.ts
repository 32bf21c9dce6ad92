import { describe, expect, test } from "vitest";
import { DEFAULTS } from "../../src/options/defaults.js";
import { accountsInOneHistory } from "../../src/step-functions/history.js";
import {
  multiAccountRegistrationStateMachine,
  registrationStateMachine,
} from "../../src/step-functions/index.js";
import { resolveAccountOptions, resolveMultiAccountOptions } from "../../src/step-functions/resolve.js";
import { seeded } from "../support/seeded.js";
import { virtualClock } from "./interpreter/clock.js";
import { execute } from "./interpreter/execution.js";

const one = (options: object) => () => registrationStateMachine(options);
const fleet = (options: object) => () => multiAccountRegistrationStateMachine(options);

test("the defaults are the library's, except the interval of many accounts", () => {
  const { interval, expected, maxWaitTime, minDelay, maxDelay, consistencyGrace, maxRegistrations } =
    resolveAccountOptions({});
  const given = { interval, expected, maxWaitTime, minDelay, maxDelay, consistencyGrace, maxRegistrations };
  expect(DEFAULTS).toMatchObject(given);
  expect(resolveMultiAccountOptions({})).toMatchObject({
    ...given,
    interval: 15,
    maxConcurrency: 500,
    distributed: true,
    ifUnregistered: "fail",
    memberRoleName: "FleetWiseRegistrationMember",
    results: undefined,
  });
  expect(resolveMultiAccountOptions({ distributed: false })).toMatchObject({
    maxConcurrency: 40,
    maxAccounts: 40,
  });
});

/** Every option with a valid value. */
const options = {
  mode: "ensure",
  maxWaitTime: 600,
  interval: 4,
  expected: 200,
  minDelay: 2,
  maxDelay: 30,
  consistencyGrace: 0,
  maxRegistrations: 1,
  registration: {},
};

test("an undefined option has its default", () => {
  const unset = Object.fromEntries(Object.keys(options).map((name) => [name, undefined]));
  expect(registrationStateMachine(unset)).toEqual(registrationStateMachine());
  expect(
    multiAccountRegistrationStateMachine({ ...unset, results: undefined, distributed: undefined }),
  ).toEqual(multiAccountRegistrationStateMachine());
});

test.each(Object.entries(options))("the option %s changes the machine", (name, value) => {
  const other = name === "mode" ? "wait-only" : value;
  expect(registrationStateMachine({ [name]: other })).not.toEqual(registrationStateMachine());
  expect(multiAccountRegistrationStateMachine({ [name]: other })).not.toEqual(
    multiAccountRegistrationStateMachine(),
  );
});

describe("an invalid option is rejected by its name", () => {
  test.each([
    [null as never, TypeError, "Expected `options` to be an object, got null"],
    [5 as never, TypeError, "Expected `options` to be an object, got 5"],
    [{ maxWait: 5 }, TypeError, "got `maxWait`: did you mean `maxWaitTime`?"],
    [{ mode: "wait" }, TypeError, 'Expected `mode` to be "ensure" or "wait-only", got "wait"'],
    [{ maxWaitTime: 0 }, RangeError, "Expected `maxWaitTime` to be a positive number of seconds, got 0"],
    [
      { maxWaitTime: Number.POSITIVE_INFINITY },
      RangeError,
      "Expected `maxWaitTime` to be a positive number of seconds, got Infinity",
    ],
    [
      { maxWaitTime: 4e7 },
      RangeError,
      "Expected `maxWaitTime` to be at most a year (31536000), got 40000000",
    ],
    [{ interval: "5" }, TypeError, "Expected `interval` to be a positive number of seconds"],
    [{ expected: -1 }, RangeError, "Expected `expected` to be a positive number of seconds"],
    [{ minDelay: 9, maxDelay: 3 }, RangeError, "Expected `minDelay` to be at most `maxDelay` (3), got 9"],
    [
      { consistencyGrace: -1 },
      RangeError,
      "Expected `consistencyGrace` to be a non-negative number of seconds",
    ],
    [
      { maxRegistrations: 0 },
      RangeError,
      "Expected `maxRegistrations` to be a whole number, at least 1, got 0",
    ],
    [{ mode: "wait-only", registration: {} }, TypeError, 'to be left out if `mode` is "wait-only"'],
    [{ mode: "wait-only", maxRegistrations: 2 }, TypeError, "Expected `maxRegistrations` to be left out"],
    [{ registration: { TimestreamResources: {} } }, TypeError, "did you mean `timestreamResources`?"],
    [
      { registration: { timestreamResources: undefined } },
      TypeError,
      "as in RegisterAccount's input, got undefined",
    ],
    [
      { registration: [] },
      TypeError,
      "Expected `registration` to be an object as in RegisterAccount's input",
    ],
  ])("a state machine names an invalid option: %j", (wrong, type, message) => {
    for (const machine of [one(wrong), fleet(wrong)]) {
      expect(machine).toThrow(type);
      expect(machine).toThrow(message);
    }
  });

  test.each([
    [{ maxConcurrency: 0 }, RangeError, "Expected `maxConcurrency` to be a whole number, at least 1"],
    [{ maxConcurrency: 10_001 }, RangeError, "Expected `maxConcurrency` to be at most 10000"],
    [{ maxConcurrency: 41, distributed: false }, RangeError, "Expected `maxConcurrency` to be at most 40"],
    [{ distributed: "no" }, TypeError, "Expected `distributed` to be a boolean"],
    [{ results: { bucket: "" } }, TypeError, "Expected `results.bucket` to be the name of a bucket"],
    [{ results: { bucket: "b", prefix: 1 } }, TypeError, "Expected `results.prefix` to be a string"],
    [{ results: { bucket: "b", key: "k" } }, TypeError, "Expected an option of `results` that is known"],
    [{ results: { bucket: 5 } }, TypeError, "Expected `results.bucket` to be the name of a bucket, got 5"],
    [{ ifUnregistered: "warn" }, TypeError, 'Expected `ifUnregistered` to be "fail" or "succeed"'],
    [{ memberRoleName: "/a/path" }, TypeError, "Expected `memberRoleName` to be the name of a role"],
    [{ memberRoleName: 5 }, TypeError, "Expected `memberRoleName` to be the name of a role, after its path"],
  ])("a machine of many accounts names an invalid option: %j", (wrong, type, message) => {
    expect(fleet(wrong)).toThrow(type);
    expect(fleet(wrong)).toThrow(message);
    expect(one(wrong)).toThrow("Expected an option that is known");
  });
});

test("the largest values, and results with a prefix, are accepted", () => {
  expect(one({ maxWaitTime: 31_536_000, minDelay: 30_000, maxDelay: 30_000 })).not.toThrow();
  expect(fleet({ maxConcurrency: 10_000 })).not.toThrow();
  expect(fleet({ maxConcurrency: 40, distributed: false })).not.toThrow();
  expect(fleet({ memberRoleName: "teams/iot/Registration" })).not.toThrow();
  expect(fleet({ results: { bucket: "results", prefix: "a/b" } })).not.toThrow();
});

test("a request ends after maxWaitTime in whole seconds, at most after the library's time limit", () => {
  const limit = (maxWaitTime: number) => one({ maxWaitTime })().States["Read"]?.["TimeoutSeconds"];
  expect([limit(900), limit(2.5), limit(0.3)]).toEqual([DEFAULTS.requestTimeout, 3, 1]);
});

describe("a history of 25,000 events", () => {
  test("a history of 25,000 events limits maxWaitTime to hours, less with frequent polls", () => {
    expect(one({ maxWaitTime: 4 * 3600 })).not.toThrow();
    expect(one({ maxWaitTime: 24 * 3600 })).toThrow(
      "Expected `maxWaitTime` to be short enough for the 25,000 events",
    );
    expect(one({ maxWaitTime: 4 * 3600, maxDelay: 2 })).toThrow("short enough for the 25,000 events");
    expect(one({ maxWaitTime: 24 * 3600, minDelay: 60 })).not.toThrow();
    expect(one({ maxWaitTime: 30_000_000, minDelay: 30_000 })).not.toThrow();
  });

  test("a history of 25,000 events limits the accounts of one execution", () => {
    expect(resolveMultiAccountOptions({ distributed: false, interval: 5 }).maxAccounts).toBeLessThan(20);
    expect(resolveMultiAccountOptions({ distributed: false, maxWaitTime: 100 }).maxAccounts).toBe(40);
    expect(resolveMultiAccountOptions({ maxWaitTime: 100 }).maxAccounts).toBe(Number.POSITIVE_INFINITY);
  });

  test("a history of 25,000 events has room for the polls in whole seconds, and a fifth more", () => {
    const every = (seconds: number, maxWaitTime: number) =>
      accountsInOneHistory(resolveAccountOptions({ minDelay: seconds, maxDelay: seconds, maxWaitTime }));
    // Nine events for each of 100 polls.
    expect(every(60, 5940)).toBe(Math.floor(25_000 / (100 * 9 * 1.2)));
    expect(every(0.5, 100)).toBe(every(1, 100));
    // 25,000 / (9 * 1.2) is 2314.8.
    expect(every(1, 2313)).toBe(1);
    expect(() => every(1, 2314)).toThrow("short enough for the 25,000 events");
  });

  test("a history of 25,000 events has room for the accounts that accountsInOneHistory returns", async () => {
    const clock = virtualClock(0);
    const sdk = async () => ({ CustomerAccountId: "123456789012", AccountStatus: "REGISTRATION_PENDING" });
    const machine = registrationStateMachine({ mode: "wait-only" });
    const { events } = await execute(machine, {}, { clock, random: seeded(1), sdk });
    const accounts = accountsInOneHistory(resolveAccountOptions({}));
    expect(accounts * events).toBeLessThanOrEqual(25_000);
    expect(1.5 * (accounts + 1) * events).toBeGreaterThan(25_000);
  });
});
