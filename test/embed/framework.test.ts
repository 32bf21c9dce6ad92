// The handlers in the CDK's own provider framework and waiter: what CloudFormation is told in the end.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HandlerConfig, HandlerOptions, OnEventRequest } from "../../src/custom-resource/index.js";
import { providerHandlers } from "../../src/custom-resource/provider.js";
import { type EmulatorOptions, startEmulator, type Timeline, timelines } from "../../src/testing/index.js";
import { clientOf, PHYSICAL_ID, runtime } from "../custom-resource/requests.js";
import { type Cloud, startCloud } from "./cloud.js";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud(50);
});
afterAll(() => cloud?.[Symbol.asyncDispose]());

/** A second stands for a minute, and more: the emulator's, the handlers' and the framework's. */
async function world(
  options: EmulatorOptions,
  config: HandlerOptions & { readonly mode?: "ensure" | "wait-only" } = {},
  { onEvent = 0.5, twice = false } = {},
) {
  const emulator = await startEmulator({ timeScale: 200, ...options });
  const handlers = providerHandlers(runtime({ onEvent, isComplete: 0.2 }), {
    minDelay: 0.02,
    maxDelay: 0.1,
    ...config,
    client: clientOf(emulator),
  } as HandlerConfig);
  const { send, invocations } = cloud.deploy(handlers, { twice });
  return { emulator, send, invocations, [Symbol.asyncDispose]: emulator[Symbol.asyncDispose] };
}

const Data = {
  customerAccountId: "123456789012",
  accountStatus: "REGISTRATION_SUCCESS",
  roleArn:
    "arn:aws:iam::123456789012:role/aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise",
  timestreamDatabaseName: "",
  timestreamTableName: "",
};
const SUCCESS = { Status: "SUCCESS", PhysicalResourceId: PHYSICAL_ID, Data };
const timestreamResources = {
  timestreamDatabaseName: "FleetWiseDatabase",
  timestreamTableName: "VehicleDataTable",
};
const ROLE = "IAM: The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.";
const TABLE =
  "Timestream: The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.";

const update = (now: string | undefined, before?: string): Partial<OnEventRequest> => ({
  PhysicalResourceId: PHYSICAL_ID,
  ResourceProperties: now === undefined ? {} : { reregisterToken: now },
  OldResourceProperties: before === undefined ? {} : { reregisterToken: before },
});

describe("a create", () => {
  test("of a fresh account registers it, waits, and gives every attribute", async () => {
    await using fleet = await world({});
    expect(await fleet.send("Create")).toMatchObject(SUCCESS);
    expect(fleet.emulator.account.registrations).toBe(1);
    expect(fleet.invocations.isComplete).toBeGreaterThan(1);
  });

  test("of an account that is pending waits for it", async () => {
    await using fleet = await world({ timeline: "registers" });
    expect(await fleet.send("Create")).toMatchObject(SUCCESS);
    expect(fleet.emulator.account.registrations).toBe(0);
  });

  test("of an account that is registered adopts it: two reads, and nothing else", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    expect(await fleet.send("Create")).toMatchObject(SUCCESS);
    expect(fleet.emulator.requests.map(({ operation }) => operation)).toEqual([
      "GetRegisterAccountStatus",
      "GetRegisterAccountStatus",
    ]);
    expect(fleet.invocations).toEqual({ onEvent: 1, isComplete: 1 });
  });

  test("that is delivered twice registers once", async () => {
    await using fleet = await world({}, {}, { twice: true });
    expect(await fleet.send("Create")).toMatchObject(SUCCESS);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("with wait-only waits for who registers", async () => {
    await using fleet = await world({}, { mode: "wait-only" });
    const created = fleet.send("Create");
    await expect.poll(() => fleet.invocations.isComplete, { timeout: 5000 }).toBeGreaterThan(1);
    await clientOf(fleet.emulator).registerAccount();
    expect(await created).toMatchObject(SUCCESS);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("goes on through minutes of throttling, and of everything else that passes", async () => {
    await using fleet = await world({ timeline: "registers" });
    const created = fleet.send("Create");
    await expect.poll(() => fleet.emulator.requests.length, { timeout: 5000 }).toBeGreaterThan(0);
    for (const fault of ["throttled", "unavailable", "reset", "hang"] as const) {
      fleet.emulator.inject({ probability: 1, faults: [fault] });
      const before = fleet.invocations.isComplete;
      await expect.poll(() => fleet.invocations.isComplete, { timeout: 10_000 }).toBeGreaterThan(before + 3);
    }
    fleet.emulator.inject();
    expect(await created).toMatchObject(SUCCESS);
  });
});

describe("a failure", () => {
  test.for([
    ["failsIam", {}, [ROLE]],
    ["failsTimestream", { registration: { timestreamResources } }, [TABLE]],
    ["failsBoth", { registration: { timestreamResources } }, [TABLE, ROLE]],
  ] as const)("by %s tells why, first of all, and how to find the log", async ([timeline, config, words]) => {
    await using fleet = await world({ timeline }, { maxRegistrations: 1, ...config });
    const { Status, Reason, bytes, headers } = await fleet.send("Create");
    expect(Status).toBe("FAILED");
    expect(Reason).toMatch(/^AWS IoT FleetWise registration of account 123456789012 failed: /);
    for (const word of words) expect(Reason).toContain(word);
    expect(Reason).toMatch(/\n\nLogs: \/aws\/lambda\/(onEvent|isComplete)\n$/);
    expect(headers["content-type"]).toBe("");
    expect(bytes).toBeLessThanOrEqual(4096);
  });

  test("is rolled back by a Delete that calls nothing", async () => {
    await using fleet = await world({ timeline: "failsIam" }, { maxRegistrations: 1 }, { onEvent: 5 });
    const { Status, PhysicalResourceId } = await fleet.send("Create");
    expect([Status, PhysicalResourceId]).toEqual([
      "FAILED",
      "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED",
    ]);
    const { length } = fleet.emulator.requests;
    expect(await fleet.send("Delete", { PhysicalResourceId })).toMatchObject({ Status: "SUCCESS" });
    expect(fleet.emulator.requests).toHaveLength(length);
  });

  test("that shows only later is rolled back likewise", async () => {
    await using fleet = await world({ timeline: "failsIam", timeScale: 60 }, {}, { onEvent: 0.1 });
    const { Status, Reason, PhysicalResourceId } = await fleet.send("Create");
    expect([Status, PhysicalResourceId]).toEqual(["FAILED", PHYSICAL_ID]);
    expect(Reason).toContain(ROLE);
    const { length } = fleet.emulator.requests;
    expect(await fleet.send("Delete", { PhysicalResourceId })).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId,
    });
    expect(fleet.emulator.requests).toHaveLength(length);
  });

  test("by the time tells the last status", async () => {
    await using fleet = await world({ timeline: "neverSettles" }, { maxWaitTime: 1 });
    const { Status, Reason } = await fleet.send("Create");
    expect(Status).toBe("FAILED");
    expect(Reason).toMatch(
      /did not finish within \d s\. Last seen: account 123456789012: REGISTRATION_PENDING; IAM: REGISTRATION_PENDING\./,
    );
  });

  test("by the framework's time says nothing: so the handlers' own has to come first", async () => {
    await using fleet = await world({ timeline: "neverSettles" }, { maxWaitTime: 3600 }, { onEvent: 0.1 });
    expect(await fleet.send("Create")).toMatchObject({ Status: "FAILED", Reason: "Operation timed out" });
    expect(fleet.invocations.isComplete).toBe(181);
  });

  test.for(["é", "漢", "😀", '"', "\\", "\u0001\n", "\ud83d"])(
    "in characters like %j fits into 4096 bytes",
    async (unit) => {
      const errorMessage = `Rolle ${unit.repeat(6000)}`;
      const failed = { registrationStatus: "REGISTRATION_FAILURE", errorMessage };
      const timeline: Timeline = {
        before: [{ at: 0, iam: failed }],
        registrations: [[{ at: 0, iam: failed }]],
      };
      await using fleet = await world({ timeline }, { maxRegistrations: 1 });
      const { Status, Reason, bytes } = await fleet.send("Create");
      expect(Status).toBe("FAILED");
      expect(bytes).toBeLessThanOrEqual(4096);
      expect(Reason).toMatch(/^AWS IoT FleetWise registration of account 123456789012 failed: IAM: Rolle/);
    },
  );
});

describe("an update", () => {
  test("that changes nothing of ours leaves the account alone", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    expect(await fleet.send("Update", update("1", "1"))).toMatchObject(SUCCESS);
    expect(fleet.emulator.account.registrations).toBe(0);
  });

  test("of the token registers again, and waits for the new verdict while the old one is shown", async () => {
    const timeline: Timeline = {
      ...timelines.notRegistered,
      before: timelines.registersInstantly.before,
      visibleAfter: 200,
    };
    await using fleet = await world({ timeline });
    const answer = await fleet.send("Update", update("2", "1"));
    expect(answer).toMatchObject(SUCCESS);
    expect(fleet.emulator.account.registrations).toBe(1);
    expect(fleet.emulator.account.accountStatus).toBe("REGISTRATION_SUCCESS");
    expect(fleet.invocations.isComplete).toBeGreaterThan(3);
  });

  test("of the token that is delivered twice registers again once", async () => {
    await using fleet = await world({ timeline: "registers", timeScale: 1000 }, {}, { twice: true });
    await expect.poll(() => fleet.emulator.account.accountStatus).toBe("REGISTRATION_SUCCESS");
    expect(await fleet.send("Update", update("2", "1"))).toMatchObject(SUCCESS);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("of a stale failure registers, and does not fail by the old verdict", async () => {
    await using fleet = await world({ timeline: "staleVerdict" });
    expect(await fleet.send("Update", update(undefined))).toMatchObject(SUCCESS);
    expect(fleet.emulator.account.registrations).toBe(1);
  });
});

test("a delete calls nothing", async () => {
  await using fleet = await world({ timeline: "registersInstantly" });
  expect(await fleet.send("Delete", { PhysicalResourceId: PHYSICAL_ID })).toMatchObject({
    Status: "SUCCESS",
    PhysicalResourceId: PHYSICAL_ID,
  });
  expect(fleet.emulator.requests).toEqual([]);
});
