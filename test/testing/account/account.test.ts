import { expect, test } from "vitest";
import { createAccount } from "../../../src/testing/account/account.js";
import type { Timeline } from "../../../src/testing/account/timeline.js";
import { timelines } from "../../../src/testing/account/timelines.js";

const start = Date.UTC(2026, 10, 1, 12);
const at = (seconds: number) => start + seconds * 1000;
const begin = (timeline: Timeline, timeScale = 1) =>
  createAccount("123456789012", timeline, timeScale, start);
const resources = { timestreamDatabaseName: "MyDatabase", timestreamTableName: "MyTable" };
const pending = { registrationStatus: "REGISTRATION_PENDING" };
const success = { registrationStatus: "REGISTRATION_SUCCESS" };
const failure = { registrationStatus: "REGISTRATION_FAILURE" };

test("creationTime is the registration's start, lastModificationTime the start of its latest stage", () => {
  const account = begin(timelines.registersWithTimestream);
  expect(account.visible(at(0))).toMatchObject({ creationTime: start, lastModificationTime: start });
  expect(account.visible(at(200))).toMatchObject({ creationTime: start, lastModificationTime: at(180) });
  expect(account.visible(at(9999))).toMatchObject({ creationTime: start, lastModificationTime: at(300) });
});

test("the time scale divides every offset", () => {
  const account = begin(timelines.outdatedResult, 60);
  expect(account.visible(start)?.lastModificationTime).toBe(at(-60));
  account.register(undefined, start);
  expect(account.visible(start + 166)?.status).toBe("REGISTRATION_FAILURE");
  expect(account.visible(start + 167)?.status).toBe("REGISTRATION_PENDING");
  expect(account.visible(at(5) - 1)?.status).toBe("REGISTRATION_PENDING");
  expect(account.visible(at(5))?.status).toBe("REGISTRATION_SUCCESS");
});

test("RegisterAccount is rejected while a registration is in progress", () => {
  const account = begin(timelines.registers);
  expect(account.register(undefined, at(299))).toBeUndefined();
  expect(account.registrations).toBe(0);
  expect(account.register(undefined, at(300))).toBeDefined();
  expect(account.registrations).toBe(1);
});

test("an unknown status counts as in progress", () => {
  expect(begin(timelines.unknownStatus).register(undefined, at(60))).toBeUndefined();
});

test("a registration that polls do not show yet counts as in progress", () => {
  const account = begin(timelines.outdatedResult);
  account.register(undefined, at(0));
  expect(account.visible(at(1))?.status).toBe("REGISTRATION_FAILURE");
  expect(account.register(undefined, at(1))).toBeUndefined();
});

test("polls find nothing until the first registration becomes visible", () => {
  const account = begin({ ...timelines.notRegistered, visibleAfter: 10 });
  expect(account.register(undefined, at(0))?.status).toBe("REGISTRATION_PENDING");
  expect(account.visible(at(9))).toBeUndefined();
  expect(account.visible(at(10))).toMatchObject({ creationTime: start });
});

test("a registration that ends and restarts while invisible still returns the last visible state", () => {
  const account = begin({ ...timelines.outdatedResult, registrations: [[{ at: 0, iam: success }]] });
  account.register(undefined, at(0));
  account.register(undefined, at(5));
  expect(account.visible(at(14))?.lastModificationTime).toBe(at(-3600));
  expect(account.visible(at(15))?.lastModificationTime).toBe(at(5));
});

test("the n-th registration uses the n-th stages, and the last stages repeat", () => {
  const account = begin({ registrations: [[{ at: 0, iam: failure }], [{ at: 0, iam: success }]] });
  const outcomes = [1, 2, 3].map((second) => account.register(undefined, at(second))?.status);
  expect(outcomes).toEqual(["REGISTRATION_FAILURE", "REGISTRATION_SUCCESS", "REGISTRATION_SUCCESS"]);
});

test("a registration in `before` does not exist before its first stage", () => {
  const account = begin({ before: [{ at: 5, iam: pending }], registrations: [[{ at: 0, iam: pending }]] });
  expect(account.visible(at(4))).toBeUndefined();
  expect(account.visible(at(5))).toMatchObject({ creationTime: at(5) });
});

test("registering again without Timestream resources removes Timestream", () => {
  const account = begin(timelines.registersWithTimestream);
  expect(account.visible(at(300))?.timestream).toMatchObject({ timestreamTableName: "VehicleDataTable" });
  account.register(undefined, at(300));
  expect(account.visible(at(300))?.timestream).toBeUndefined();
  expect(account.visible(at(600))).toMatchObject({ status: "REGISTRATION_SUCCESS", timestream: undefined });
});

test("registering with Timestream resources adds Timestream, pending until the account succeeds", () => {
  const account = begin(timelines.notRegistered);
  account.register(resources, at(0));
  expect(account.visible(at(299))?.timestream).toEqual({ ...resources, ...pending });
  expect(account.visible(at(300))?.timestream).toEqual({ ...resources, ...success });
});

test("a scripted Timestream stage contains the registered database and table", () => {
  const account = begin(timelines.failsTimestream);
  account.register(resources, at(120));
  expect(account.visible(at(240))).toMatchObject({
    status: "REGISTRATION_FAILURE",
    timestream: { ...resources, ...failure, errorMessage: expect.stringContaining("Timestream") },
  });
});

test("the account's own status takes precedence over the statuses of its resources", () => {
  const account = begin({ registrations: [[{ at: 0, account: "REGISTRATION_SUCCESS", iam: failure }]] });
  expect(account.register(undefined, start)?.status).toBe("REGISTRATION_SUCCESS");
});
