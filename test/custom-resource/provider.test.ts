// cspell:ignore reregistertoken
import { describe, expect } from "vitest";
import {
  createProviderHandlers,
  type HandlerLogEntry,
  type HandlerOptions,
  type HandlerWaitOptions,
  type IsCompleteRequest,
  type OnEventRequest,
} from "../../src/custom-resource/index.js";
import { isRollback, nextPhysicalId } from "../../src/custom-resource/physical-id.js";
import { providerHandlers } from "../../src/custom-resource/provider.js";
import { parseRegistration } from "../../src/registration/snapshot.js";
import { type EmulatorOptions, startEmulator, type Timeline, timelines } from "../../src/testing/index.js";
import { answer, serviceError } from "../support/answers.js";
import { clientOf, loadClient, registeredBefore, runtime } from "./emulated.js";
import { PHYSICAL_ID, request, responseUrl } from "./requests.js";
import { pass, test } from "./virtual-test.js";

await loadClient();

/** Starts an emulator, and returns handlers that use it. */
async function world(
  options: EmulatorOptions,
  config: HandlerWaitOptions & { readonly mode?: "ensure" | "wait-only" } = {},
  times: Parameters<typeof runtime>[0] = {},
) {
  const emulator = await startEmulator({ timeScale: 30, ...options });
  const log: HandlerLogEntry[] = [];
  const handlers = providerHandlers(runtime(times), {
    log: (entry) => void log.push(entry),
    ...config,
    client: clientOf(emulator),
  } as HandlerOptions);
  return {
    emulator,
    log,
    ...handlers,
    /** Calls both handlers once, as the framework does. */
    run: async (event: OnEventRequest) => {
      const handedOn = await handlers.onEvent(event);
      return handlers.isComplete({ ...event, ...JSON.parse(JSON.stringify(handedOn)) });
    },
    /** Calls `isComplete` every five seconds, as the framework does. */
    completed: async (event: IsCompleteRequest) => {
      for (;;) {
        const result = await handlers.isComplete(event);
        if (result.IsComplete) return result;
        await pass(5);
      }
    },
    operations: () => emulator.requests.map(({ operation }) => operation),
    [Symbol.asyncDispose]: emulator[Symbol.asyncDispose],
  };
}

const registered = {
  customerAccountId: "123456789012",
  accountStatus: "REGISTRATION_SUCCESS",
  roleArn:
    "arn:aws:iam::123456789012:role/aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise",
  timestreamDatabaseName: "",
  timestreamTableName: "",
};

const NOTHING = {
  customerAccountId: "",
  accountStatus: "",
  roleArn: "",
  timestreamDatabaseName: "",
  timestreamTableName: "",
};

const COMPLETE = { IsComplete: true, Data: registered };

/** The id ends with fingerprints of the settings. */
const ID = expect.stringMatching(new RegExp(`^${PHYSICAL_ID}(/[0-9a-f]{12})+$`));

const FAILED_ROLE = "IAM: The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed";

describe("onEvent on Create", () => {
  test("onEvent on Create registers an unregistered account, and is complete once it is registered", async () => {
    await using fleet = await world({});
    expect(await fleet.run(request("Create"))).toEqual(COMPLETE);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("onEvent on Create adopts a registered account after one poll of each handler", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    expect(await fleet.run(request("Create"))).toEqual(COMPLETE);
    expect(fleet.operations()).toEqual(["GetRegisterAccountStatus", "GetRegisterAccountStatus"]);
  });

  test("onEvent passes a pending registration on to isComplete, which continues", async () => {
    await using fleet = await world({ timeScale: 30 }, {}, { onEvent: 4 });
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    expect(handedOn).toEqual({
      PhysicalResourceId: ID,
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      registeredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      since: expect.stringMatching(/^\d{4}-.*Z$/),
      registrations: { accepted: 1, lost: 0, rejected: 0 },
      answered: true,
      seenNew: true,
      lastSeen: "IAM REGISTRATION_PENDING, account REGISTRATION_PENDING",
      lastSnapshot: expect.objectContaining({ accountStatus: "REGISTRATION_PENDING" }),
    });
    expect(await fleet.isComplete({ ...event, ...handedOn })).toEqual({
      IsComplete: false,
      lastSeen: handedOn.lastSeen,
    });
    expect(await fleet.completed({ ...event, ...handedOn })).toEqual(COMPLETE);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("onEvent on Create names the Timestream resources among the attributes", async () => {
    await using fleet = await world({ timeline: "registersWithTimestream" });
    expect(await fleet.run(request("Create"))).toEqual({
      IsComplete: true,
      Data: {
        ...registered,
        timestreamDatabaseName: "FleetWiseDatabase",
        timestreamTableName: "VehicleDataTable",
      },
    });
  });

  test("onEvent on Create prefers the property `registration` to the option", async () => {
    const names = { timestreamDatabaseName: "database", timestreamTableName: "table" };
    await using fleet = await world({}, { registration: {} });
    const ResourceProperties = { registration: { timestreamResources: names } };
    expect(await fleet.run(request("Create", { ResourceProperties }))).toMatchObject({ Data: names });
    expect(fleet.emulator.requests.find(({ operation }) => operation === "RegisterAccount")?.body).toEqual({
      timestreamResources: names,
    });
  });

  test("onEvent on Create repeats a registration that failed temporarily", async () => {
    await using fleet = await world({ timeline: "failsThenRegisters" });
    expect(await fleet.run(request("Create"))).toMatchObject({ IsComplete: true });
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test.for([
    ["failsIam", FAILED_ROLE],
    [
      "failsTimestream",
      "Timestream: The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.",
    ],
    ["failsBoth", FAILED_ROLE],
  ] as const)(
    "the timeline %s fails in either handler with the service's message",
    async ([timeline, words]) => {
      await using early = await world({ timeline }, { maxRegistrations: 1 });
      await expect(early.onEvent(request("Create"))).rejects.toThrow(words);
      await using late = await world({ timeline });
      const startedAt = new Date().toISOString();
      await expect(late.completed({ ...request("Create"), startedAt })).rejects.toThrow(words);
    },
  );

  test("copies of a request that run one after another register once", async () => {
    await using fleet = await world({});
    const event = request("Create");
    for (let copy = 0; copy < 3; copy += 1) expect(await fleet.run(event)).toMatchObject(COMPLETE);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("concurrent copies register once: one polls again and sees the other's registration", async () => {
    const timeline = { registrations: timelines.registersInstantly.registrations };
    await using emulator = await startEmulator({ timeline, timeScale: 1000 });
    // Each copy has handlers of its own, as in a process of its own.
    const copy = (draw: number) =>
      createProviderHandlers({ random: () => draw, client: clientOf(emulator), log() {} }).onEvent(
        request("Create"),
      );
    await Promise.all([copy(0), copy(1)]);
    expect(emulator.account.registrations).toBe(1);
  });

  test("onEvent on Create returns a physical id of the account, the region and the setting", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    const idOf = async (StackId: string, ResourceProperties = {}) =>
      (await fleet.onEvent(request("Create", { StackId, ResourceProperties }))).PhysicalResourceId;
    const here = "arn:aws:cloudformation:eu-central-1:123456789012:stack/other/1";
    const id = await idOf(here, { reregisterToken: "1", ServiceToken: "arn" });
    expect(id).toEqual(ID);
    expect(await idOf(here, { ServiceToken: "arn", reregisterToken: "1" })).toBe(id);
    expect(await idOf(here, { ServiceToken: "arn", reregisterToken: "2" })).not.toBe(id);
    expect(await idOf("arn:aws:cloudformation:us-east-1:210987654321:stack/fleet/1")).toMatch(
      /^fleetwise-registration-210987654321-us-east-1\/[0-9a-f]{12}$/,
    );
  });

  test("onEvent passes on that RegisterAccount had no response at its time limit", async ({ network }) => {
    await using fleet = await world({ faults: ["none", "hang"] }, { random: () => 0 }, { onEvent: 20 });
    network.hanging = 1;
    expect(await fleet.onEvent(request("Create"))).toMatchObject({
      registeredAt: expect.any(String),
      registrations: { accepted: 0, lost: 1, rejected: 0 },
      unconfirmed: { operation: "RegisterAccount" },
    });
  });

  test("onEvent on Create fails with the last failure if the account could not be registered in time", async () => {
    await using fleet = await world(
      { faults: ["none", ...Array(100).fill("throttled")] },
      { random: () => 0 },
      { onEvent: 60 },
    );
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    fleet.emulator.inject();
    await expect(fleet.isComplete({ ...event, ...handedOn })).rejects.toThrow(
      /^REGISTER_NOT_ACCEPTED: RegisterAccount was not accepted within .* s: ThrottlingException: Rate exceeded\. The last request failed: GetRegisterAccountStatus: ThrottlingException: Rate exceeded\. The account's request quota was used up.*Deploy again\.$/,
    );
  });

  test.for([
    ["expiredToken", /^SERVICE_CALL_FAILED: GetRegisterAccountStatus failed: ExpiredTokenException: /],
    [
      "emptyObject",
      /^SERVICE_CALL_FAILED: GetRegisterAccountStatus failed: .*`customerAccountId` of the response/,
    ],
  ] as const)("the fault %s fails immediately with advice", async ([fault, message]) => {
    await using fleet = await world({ faults: { probability: 1, faults: [fault] } });
    await expect(fleet.onEvent(request("Create"))).rejects.toThrow(message);
    await expect(fleet.isComplete(request("Create"))).rejects.toThrow(message);
  });
});

describe("transient failures of the handlers", () => {
  const DENIED =
    /^SERVICE_CALL_FAILED: GetRegisterAccountStatus failed: AccessDeniedException: .*Allow the action/;

  test("the handlers retry a denied poll of a new role", async () => {
    const denied = Array(4).fill("accessDenied");
    await using fleet = await world({ timeline: "registersInstantly", faults: denied });
    expect(await fleet.run(request("Create"))).toMatchObject(COMPLETE);
    expect(fleet.operations()).toHaveLength(6);
    const retries = fleet.log.filter(({ event }) => event === "retry");
    expect(retries.map(({ error }) => error)).toEqual(
      Array(4).fill(expect.stringMatching(/^AccessDeniedException: /)),
    );
  });

  test("the handlers retry a denied RegisterAccount, which is then accepted once", async () => {
    const faults = ["none", "accessDenied", "none", "accessDenied"] as const;
    await using fleet = await world({ faults }, { random: () => 0 });
    expect(await fleet.run(request("Create"))).toMatchObject(COMPLETE);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("a denial that lasts longer than half a minute fails with advice", async () => {
    await using fleet = await world({ faults: { probability: 1, faults: ["accessDenied"] } });
    const event = request("Create");
    const startedAt = new Date().toISOString();
    await expect(fleet.onEvent(event)).rejects.toThrow(DENIED);
    expect(fleet.operations().length).toBeGreaterThan(5);
    await expect(fleet.isComplete({ ...event, startedAt })).rejects.toThrow(DENIED);
  });
});

describe("an Update", () => {
  const update = (
    now: Record<string, unknown>,
    before: Record<string, unknown>,
    fields: Parameters<typeof request>[1] = {},
  ) => request("Update", { ResourceProperties: now, OldResourceProperties: before, ...fields });
  const token = (now: unknown, before?: unknown) =>
    update(
      now === undefined ? {} : { reregisterToken: now },
      before === undefined ? {} : { reregisterToken: before },
    );
  const A = { timestreamResources: { timestreamDatabaseName: "Database", timestreamTableName: "TableA" } };
  const B = { timestreamResources: { timestreamDatabaseName: "Database", timestreamTableName: "TableB" } };

  test.for([
    ["a misspelled property", { reregistertoken: "2" }, "did you mean `reregisterToken`?"],
    [
      "Timestream without a table",
      { registration: { timestreamResources: { timestreamTableName: "table" } } },
      "timestreamDatabaseName",
    ],
    ["a registration of nothing known", { registration: { timestream: {} } }, "a member of `registration`"],
  ] as const)("an Update rejects %s", async ([, properties, message]) => {
    await using fleet = await world({ timeline: "registersInstantly" });
    await expect(fleet.onEvent(update(properties, {}))).rejects.toThrow(message);
    expect(fleet.operations()).toEqual([]);
  });

  test("an Update leaves a registered account alone if the token is unchanged", async () => {
    await using fleet = await world({ timeline: registeredBefore() });
    for (const event of [token("1", "1"), token(undefined), token(undefined, "1"), token("", "1")])
      expect(await fleet.run(event)).toEqual({ ...COMPLETE, PhysicalResourceId: ID });
    expect(fleet.emulator.account.registrations).toBe(0);
  });

  test("an Update with another token registers again and ignores the former result", async () => {
    const stale: Timeline = { ...registeredBefore(timelines.registers.registrations), visibleAfter: 2000 };
    await using fleet = await world({ timeline: stale, timeScale: 200 }, {}, { onEvent: 5 });
    const event = token("2", "1");
    const handedOn = await fleet.onEvent(event);
    expect(handedOn.PhysicalResourceId).toBe(PHYSICAL_ID);
    expect(await fleet.isComplete({ ...event, ...handedOn })).toMatchObject({ IsComplete: false });
    expect(await fleet.completed({ ...event, ...handedOn })).toEqual({ ...COMPLETE, PhysicalResourceId: ID });
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("an Update with another token waits for a pending registration", async () => {
    await using fleet = await world({ timeline: "registers", timeScale: 200 }, {}, { onEvent: 20 });
    // Signed by a clock ahead of the service's. A registration that was seen pending counts as new anyway.
    const event = { ...token("2", "1"), ResponseURL: responseUrl(new Date(Date.now() + 60_000)) };
    expect(await fleet.onEvent(event)).toMatchObject({
      lastSeen: expect.stringContaining("REGISTRATION_SUCCESS"),
    });
    expect(fleet.emulator.account.registrations).toBe(0);
  });

  test("an Update that is redelivered after a later Update does not register again", async () => {
    await using fleet = await world({ timeline: registeredBefore() }, { consistencyGrace: 0.1 });
    const signed = (inSeconds: number) => responseUrl(new Date(Date.now() + 1000 * inSeconds));
    const first = { ...token("2", "1"), RequestId: "first", ResponseURL: signed(-60) };
    await fleet.run(first);
    expect(fleet.emulator.account.registrations).toBe(1);
    await fleet.run({ ...token("3", "2"), RequestId: "second", ResponseURL: signed(60) });
    expect(fleet.emulator.account.registrations).toBe(2);
    expect(await fleet.run(first)).toMatchObject(COMPLETE);
    expect(fleet.emulator.account.registrations).toBe(2);
  });

  test("an Update that is redelivered after its registrations failed fails again without registering", async () => {
    const timeline = registeredBefore(timelines.failsIam.registrations);
    await using fleet = await world({ timeline }, { maxRegistrations: 1, consistencyGrace: 0.1 });
    const event = { ...token("2", "1"), ResponseURL: responseUrl(new Date(Date.now() - 60_000)) };
    await expect(fleet.run(event)).rejects.toThrow(FAILED_ROLE);
    await expect(fleet.run(event)).rejects.toThrow(FAILED_ROLE);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("an Update with another token fails if RegisterAccount was never accepted", async () => {
    await using fleet = await world(
      { timeline: registeredBefore() },
      // Without the random delay before RegisterAccount.
      { random: () => 0 },
      { onEvent: 2 },
    );
    const event = token("2", "1");
    // The hint ends the retries: a request in flight at the deadline would count as lost.
    fleet.emulator.inject([undefined, { kind: "throttled", hint: "body", retryAfter: 60 }]);
    const handedOn = await fleet.onEvent(event);
    fleet.emulator.inject();
    await expect(fleet.isComplete({ ...event, ...handedOn })).rejects.toThrow(
      /^REGISTER_NOT_ACCEPTED: RegisterAccount was not accepted within .*ThrottlingException: .*Deploy again\.$/,
    );
    expect(fleet.emulator.account.registrations).toBe(0);
  });

  test("an Update never mistakes a former result for onEvent's registration", async () => {
    await using fleet = await world({ timeline: registeredBefore() });
    const now = new Date().toISOString();
    const event = {
      ...token("2", "1"),
      startedAt: now,
      registeredAt: now,
      registrations: { accepted: 1, lost: 0, rejected: 0 },
      answered: true,
      since: "2999-01-01T00:00:00.000Z",
    };
    expect(await fleet.isComplete(event)).toMatchObject({ IsComplete: false });
    await pass(60);
    expect(await fleet.isComplete(event)).toMatchObject({ IsComplete: false });
    await pass(900);
    await expect(fleet.isComplete(event)).rejects.toThrow(/did not finish .*continues in the background/);
  });

  describe("of `timestreamResources`", () => {
    const differs =
      "requested Timestream database Database and table TableA; registered none. The account was left alone. To register it again with " +
      "the requested resources, give `reregisterToken` a value not used before.";

    test("an Update of `timestreamResources` without another token fails with advice", async () => {
      await using fleet = await world({ timeline: registeredBefore() });
      for (const event of [
        update({ registration: A }, {}),
        update({ registration: A, reregisterToken: "1" }, { reregisterToken: "1" }),
        request("Create", { ResourceProperties: { registration: A } }),
      ])
        await expect(fleet.onEvent(event)).rejects.toThrow(differs);
      expect(fleet.emulator.account.registrations).toBe(0);
    });

    test("an Update of `timestreamResources` with another token registers with them", async () => {
      await using fleet = await world({ timeline: registeredBefore() });
      const first = update({ registration: A, reregisterToken: "1" }, {});
      expect(await fleet.run(first)).toMatchObject({ Data: { timestreamTableName: "TableA" } });
      const second = update(
        { registration: B, reregisterToken: "2" },
        { registration: A, reregisterToken: "1" },
      );
      expect(await fleet.run(second)).toMatchObject({ Data: { timestreamTableName: "TableB" } });
      expect(fleet.emulator.account.registrations).toBe(2);
      await expect(fleet.onEvent(update({ registration: A }, { registration: B }))).rejects.toThrow(
        "requested Timestream database Database and table TableA; registered Timestream database Database and table TableB",
      );
    });

    test("a Create with a token registers again only if the resources differ", async () => {
      await using fleet = await world({ timeline: registeredBefore() });
      const event = request("Create", { ResourceProperties: { registration: A, reregisterToken: "1" } });
      expect(await fleet.run(event)).toMatchObject({ Data: { timestreamTableName: "TableA" } });
      expect(await fleet.run(event)).toMatchObject({ Data: { timestreamTableName: "TableA" } });
      expect(fleet.emulator.account.registrations).toBe(1);
    });

    test("an Update of `timestreamResources` that the service ignores fails without another registration", async () => {
      const lost = [{ at: 0, iam: { registrationStatus: "REGISTRATION_SUCCESS" }, timestream: null }];
      await using fleet = await world({ timeline: registeredBefore([lost]) });
      const event = update({ registration: A, reregisterToken: "1" }, {});
      await expect(fleet.onEvent(event)).rejects.toThrow(
        /RegisterAccount was called with the requested resources\. .*legacy mode/,
      );
      expect(fleet.emulator.account.registrations).toBe(1);
    });
  });

  describe("to an earlier setting", () => {
    test("an Update to an earlier setting succeeds and changes nothing after a successful change", async () => {
      await using fleet = await world({ timeline: registeredBefore() });
      const properties = (reregisterToken: string) => ({ ServiceToken: "arn", reregisterToken });
      const { PhysicalResourceId: created } = await fleet.onEvent(
        request("Create", { ResourceProperties: properties("1") }),
      );
      const change = update(properties("2"), properties("1"), { PhysicalResourceId: created });
      const changed = await fleet.run(change);
      expect(changed).toEqual({ ...COMPLETE, PhysicalResourceId: expect.stringContaining(`${created}/`) });
      const { PhysicalResourceId } = changed as { readonly PhysicalResourceId: string };
      for (const id of [PhysicalResourceId, created]) {
        const back = update(properties("1"), properties("2"), { PhysicalResourceId: id });
        expect(await fleet.onEvent(back)).toEqual({ PhysicalResourceId: id, startedAt: expect.any(String) });
        expect(await fleet.isComplete(back)).toEqual(COMPLETE);
      }
      expect(fleet.emulator.account.registrations).toBe(1);
    });

    test("an Update to an earlier setting succeeds and changes nothing after a failed change", async () => {
      const timeline = registeredBefore(timelines.failsIam.registrations);
      await using fleet = await world({ timeline }, { maxRegistrations: 1 }, { onEvent: 20 });
      const { PhysicalResourceId } = await fleet.onEvent(request("Create"));
      const change = update({ reregisterToken: "2" }, {}, { PhysicalResourceId });
      await expect(fleet.run(change)).rejects.toThrow(FAILED_ROLE);
      const back = update({}, { reregisterToken: "2" }, { PhysicalResourceId });
      expect(await fleet.run(back)).toEqual({
        IsComplete: true,
        Data: { ...registered, accountStatus: "REGISTRATION_FAILURE" },
      });
      expect(fleet.emulator.account.registrations).toBe(1);
    });

    test("an Update to an earlier setting succeeds even if polls fail or the properties are invalid", async () => {
      await using fleet = await world({ faults: { probability: 1, faults: ["accessDenied"] } });
      const properties = { anything: "else" };
      const id = `${PHYSICAL_ID}/${(await nextPhysicalId(request("Create", { ResourceProperties: properties }))).split("/")[1]}`;
      const back = update(properties, {}, { PhysicalResourceId: id });
      expect(await fleet.run(back)).toEqual({
        IsComplete: true,
        Data: { ...NOTHING, customerAccountId: "123456789012" },
      });
      const elsewhere = { ...back, StackId: undefined as unknown as string };
      expect(await fleet.isComplete(elsewhere)).toEqual({ IsComplete: true, Data: NOTHING });
    });

    test("the physical id holds the latest 16 settings in at most 1024 characters", async () => {
      let PhysicalResourceId: string = PHYSICAL_ID;
      const settings = (n: number) => update({ reregisterToken: String(n) }, {}, { PhysicalResourceId });
      for (let n = 0; n < 40; n += 1) PhysicalResourceId = await nextPhysicalId(settings(n));
      expect(PhysicalResourceId.length).toBeLessThan(1024);
      expect(PhysicalResourceId).toMatch(/^[^/]+(\/[0-9a-f]{12}){16}$/);
      const remembered = await Promise.all([...Array(40).keys()].map((n) => isRollback(settings(n))));
      expect(remembered.lastIndexOf(false)).toBe(23);
      expect(remembered.filter(Boolean)).toHaveLength(16);
    });

    test("an Update that follows a rollback to the oldest setting can be rolled back itself", async () => {
      let PhysicalResourceId: string = PHYSICAL_ID;
      const change = (to: number, from: number) =>
        update({ reregisterToken: `${to}` }, { reregisterToken: `${from}` }, { PhysicalResourceId });
      for (let n = 1; n <= 16; n += 1) PhysicalResourceId = await nextPhysicalId(change(n, n - 1));
      expect(await isRollback(change(1, 16))).toBe(true);
      PhysicalResourceId = await nextPhysicalId(change(17, 1));
      expect(await isRollback(change(1, 17))).toBe(true);
      expect(await isRollback(change(2, 17))).toBe(false);
    });
  });
});

describe("a Delete", () => {
  test.for([PHYSICAL_ID, "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED", "anything"])(
    "a Delete of %s succeeds without a request",
    async (PhysicalResourceId) => {
      await using fleet = await world({ faults: { probability: 1, faults: ["accessDenied"] } });
      const event = request("Delete", { PhysicalResourceId });
      expect(await fleet.onEvent(event)).toEqual({ PhysicalResourceId });
      expect(await fleet.isComplete(event)).toEqual({ IsComplete: true, Data: NOTHING });
      expect(fleet.operations()).toEqual([]);
    },
  );
});

describe("wait-only", () => {
  test("wait-only never registers, and waits until the account is registered elsewhere", async () => {
    await using fleet = await world({}, { mode: "wait-only" }, { onEvent: 3 });
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    expect(handedOn).toMatchObject({ PhysicalResourceId: ID, startedAt: expect.any(String), answered: true });
    expect(await fleet.isComplete({ ...event, ...handedOn })).toEqual({ IsComplete: false });
    await clientOf(fleet.emulator).registerAccount();
    expect(await fleet.completed({ ...event, ...handedOn })).toEqual(COMPLETE);
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("wait-only fails if the account is not registered within the grace period", async () => {
    await using fleet = await world({}, { mode: "wait-only" });
    const event = { ...request("Create"), startedAt: new Date().toISOString() };
    await pass(31);
    await expect(fleet.isComplete(event)).rejects.toThrow(/is not registered .*Register the account first/);
    await using hasty = await world({}, { mode: "wait-only", consistencyGrace: 0 });
    await expect(hasty.onEvent(event)).rejects.toThrow(/is not registered .*Register the account first/);
    expect(hasty.operations()).toEqual(["GetRegisterAccountStatus"]);
  });

  test.for([{ reregisterToken: "2" }, { registration: {} }, { dropTimestream: "true" }])(
    "wait-only with %j fails, because it never registers",
    async (properties) => {
      await using fleet = await world({ timeline: "registersInstantly" }, { mode: "wait-only" });
      const event = request("Create", { ResourceProperties: properties });
      await expect(fleet.onEvent(event)).rejects.toThrow(
        "remove `reregisterToken`, `registration` and `dropTimestream`",
      );
      expect(fleet.operations()).toEqual([]);
    },
  );

  test.each(["not found", "an older result"] as const)(
    "isComplete waits on if polls show %s after a registration was seen",
    async (shown) => {
      const seen = answer("SS", { at: new Date("2026-01-01T00:00:00Z") });
      const older = answer("FF", { at: new Date("2025-01-01T00:00:00Z") });
      const { isComplete } = createProviderHandlers({
        client: {
          getRegisterAccountStatus: async () => {
            if (shown === "not found") throw serviceError("ResourceNotFoundException");
            return older;
          },
          registerAccount: () => Promise.reject(new Error("isComplete never registers")),
        },
        log() {},
      });
      const startedAt = new Date(Date.now() - 850_000).toISOString();
      const handedOn = { startedAt, answered: true, lastSnapshot: parseRegistration(seen) };
      expect(await isComplete({ ...request("Create"), ...handedOn })).toMatchObject({ IsComplete: false });
    },
  );

  test("wait-only accepts a function as client", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const source = clientOf(emulator);
    const { isComplete } = createProviderHandlers({
      mode: "wait-only",
      client: ({ abortSignal }) => source.getRegisterAccountStatus({}, { abortSignal }),
      log() {},
    });
    expect(await isComplete(request("Create"))).toMatchObject(COMPLETE);
  });
});

describe("dropTimestream", () => {
  const [before = []] = timelines.failsTimestream.registrations;
  const [registers = []] = timelines.notRegistered.registrations;
  const lives = {
    before: before.map((state) => ({ ...state, at: state.at - 3600 })),
    registrations: [registers],
  };
  const create = (ResourceProperties: object) => request("Create", { ResourceProperties } as never);

  test("dropTimestream is advised if registering again would remove Timestream metadata", async () => {
    await using fleet = await world({ timeline: lives });
    const outcome = fleet.run(create({}));
    await expect(outcome).rejects.toThrow(/^TIMESTREAM_AT_RISK: .*to give it up, set `dropTimestream`/);
    expect(fleet.operations()).not.toContain("RegisterAccount");
  });

  test.for(["true", true])(
    "dropTimestream %j registers the account again without Timestream resources",
    async (dropTimestream) => {
      await using fleet = await world({ timeline: lives });
      expect(await fleet.run(create({ dropTimestream }))).toMatchObject(COMPLETE);
      expect(fleet.operations().filter((operation) => operation === "RegisterAccount")).toHaveLength(1);
    },
  );

  test.for([
    [{ dropTimestream: "yes" }, 'Expected `dropTimestream` to be "true" or "false", got "yes"'],
    [{ dropTimestream: "true", registration: {} }, "Expected `registration` or `dropTimestream`, got both"],
  ] as const)("dropTimestream is rejected in %j", async ([properties, message]) => {
    await using fleet = await world({});
    await expect(fleet.onEvent(create(properties))).rejects.toThrow(message);
    expect(fleet.operations()).toEqual([]);
  });
});

describe("isComplete", () => {
  test.for(["throttled", "internalError", "unavailable", "reset", "hang", "cutBody"] as const)(
    "isComplete retries %s until its time limit, and then is not complete",
    async (fault, { network }) => {
      const faults = { probability: 1, faults: [fault] };
      await using fleet = await world({ timeline: "registersInstantly", faults });
      network.hanging = fault === "hang" ? 1 : 0;
      expect(await fleet.isComplete(request("Create"))).toEqual({ IsComplete: false });
      network.hanging = 0;
      fleet.emulator.inject();
      expect(await fleet.isComplete(request("Create"))).toMatchObject(COMPLETE);
    },
  );

  test.for([
    [
      "lost",
      { kind: "transient", reason: "InternalServerException: oops" },
      /InternalServerException: oops\. The response was lost/,
    ],
    [
      "in conflict",
      { kind: "conflict", topic: "conflict", reason: "ConflictException: delete c1" },
      /ConflictException: delete c1\. .*Another operation/,
    ],
  ] as const)(
    "a RegisterAccount that was %s without a new registration fails with its own message",
    async ([, failure, message]) => {
      for (const timeline of [undefined, registeredBefore()]) {
        await using fleet = await world({ ...(timeline && { timeline }) });
        const at = new Date().toISOString();
        const since = new Date(Date.now() + 1000).toISOString();
        const unconfirmed = { operation: "RegisterAccount", ...failure } as const;
        const event = {
          ...request("Create"),
          startedAt: at,
          registeredAt: at,
          since,
          unconfirmed,
          answered: true,
        };
        expect(await fleet.isComplete(event)).toMatchObject({ IsComplete: false });
        await pass(31);
        await expect(fleet.isComplete(event)).rejects.toThrow(message);
      }
    },
  );

  test("isComplete fails with the last failed poll if onEvent could not poll, and so did not register", async () => {
    await using fleet = await world(
      { faults: { probability: 1, faults: ["throttled"] } },
      {},
      { onEvent: 2, isComplete: 0.5 },
    );
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    expect(await fleet.isComplete({ ...event, ...handedOn })).toEqual({ IsComplete: false });
    fleet.emulator.inject();
    await expect(fleet.isComplete({ ...event, ...handedOn })).rejects.toThrow(
      /^REGISTER_NOT_ACCEPTED: RegisterAccount was not accepted within .* s: it was not sent\. The last request failed: GetRegisterAccountStatus: ThrottlingException: .*\. Deploy again\.$/,
    );
  });

  test("isComplete fails after the deadline with the last status and advice", async () => {
    await using fleet = await world({ timeline: "neverSettles" }, {}, { onEvent: 6 });
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    await pass(880);
    expect(await fleet.isComplete({ ...event, ...handedOn })).toMatchObject({ IsComplete: false });
    await pass(20);
    await expect(fleet.isComplete({ ...event, ...handedOn })).rejects.toThrow(
      /^REGISTRATION_TIMEOUT: AWS IoT FleetWise registration of account 123456789012 did not finish within 9\d\d(\.\d)? s\. Last seen: IAM REGISTRATION_PENDING, account REGISTRATION_PENDING\. The registration continues in the background: deploy again, or set a longer time limit\.$/,
    );
  });

  test("isComplete fails after the deadline with the last status of onEvent and the failing poll", async ({
    network,
  }) => {
    await using fleet = await world(
      { timeline: "neverSettles" },
      { maxWaitTime: 10 },
      { onEvent: 3, isComplete: 1 },
    );
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    await pass(20);
    fleet.emulator.inject({ probability: 1, faults: ["throttled"] });
    await expect(fleet.isComplete({ ...event, ...handedOn })).rejects.toThrow(
      /Last seen: IAM REGISTRATION_PENDING, account REGISTRATION_PENDING\. The last request failed: GetRegisterAccountStatus: ThrottlingException: /,
    );
    fleet.emulator.inject({ probability: 1, faults: ["hang"] });
    network.hanging = 1;
    await expect(
      fleet.isComplete(request("Create", { ...handedOn, answered: false } as object)),
    ).rejects.toThrow(/^STATUS_UNREADABLE: GetRegisterAccountStatus did not succeed within /);
  });
});

describe("the time limit of onEvent", () => {
  test.for([
    [900, 100, 900, 100],
    [60, 100, 900, 50],
    [15, 100, 900, 10],
    [900, 100, 20, 20],
  ] as const)(
    "with %d s left, a limit of %d s and a maxWaitTime of %d s, onEvent takes %d s",
    async ([left, onEvent, maxWaitTime, seconds]) => {
      await using fleet = await world({ timeline: "neverSettles" }, { maxWaitTime }, { onEvent });
      const startMs = Date.now();
      await fleet.onEvent(request("Create"), { getRemainingTimeInMillis: () => 1000 * left });
      expect((Date.now() - startMs) / 1000).toBe(seconds);
    },
  );
});

describe("the time limit of isComplete", () => {
  test.for([
    [3, 2],
    [90, 10],
  ] as const)(
    "with %d s left, isComplete ends after %d s, also for a rollback",
    async ([left, seconds], { network }) => {
      await using fleet = await world({ faults: { probability: 1, faults: ["hang"] } });
      network.hanging = 1;
      const PhysicalResourceId = await nextPhysicalId(request("Create"));
      for (const [event, IsComplete] of [
        [request("Create"), false],
        [request("Update", { PhysicalResourceId }), true],
      ] as const) {
        const startMs = Date.now();
        const context = { getRemainingTimeInMillis: () => 1000 * left };
        expect(await fleet.isComplete(event, context)).toMatchObject({ IsComplete });
        expect((Date.now() - startMs) / 1000).toBe(seconds);
      }
    },
  );
});

describe("the log of the outcomes", () => {
  /** Calls both handlers, and returns the outcomes that they log. */
  async function outcomes(event: OnEventRequest, ...options: Parameters<typeof world>) {
    await using fleet = await world(...options);
    await fleet.run(event).catch(() => {});
    return fleet.log.filter((entry) => entry.event === "outcome");
  }

  test("a registration logs that it is registered, then complete, with the attributes", async () => {
    expect(await outcomes(request("Create"), { timeline: "registersInstantly" })).toMatchObject([
      { level: "INFO", outcome: "registered", answered: true },
      { level: "INFO", outcome: "complete", accountStatus: "REGISTRATION_SUCCESS" },
    ]);
  });

  test("a pending registration logs twice that it is not complete, with the states", async () => {
    const lastSeen = "IAM REGISTRATION_PENDING, account REGISTRATION_PENDING";
    const times = { onEvent: 20 };
    expect(await outcomes(request("Create"), { timeline: "neverSettles" }, {}, times)).toMatchObject([
      { level: "INFO", outcome: "not complete", lastSeen },
      { level: "INFO", outcome: "not complete", lastSeen },
    ]);
  });

  test("a rollback logs that nothing is changed, with the attributes", async () => {
    const PhysicalResourceId = await nextPhysicalId(request("Create"));
    const back = request("Update", { PhysicalResourceId });
    expect(await outcomes(back, { timeline: "registersInstantly" })).toMatchObject([
      { level: "INFO", outcome: "rollback: nothing is changed" },
      { level: "INFO", outcome: "complete: nothing was changed", accountStatus: "REGISTRATION_SUCCESS" },
    ]);
  });

  test("a Delete logs that there is nothing to do", async () => {
    expect(await outcomes(request("Delete"), {})).toMatchObject([
      { level: "INFO", outcome: "nothing to do" },
    ]);
  });

  test("a failure is logged as an error with its reason", async () => {
    const event = request("Create", { ResourceProperties: { dropTimestream: "yes" } });
    expect(await outcomes(event, {})).toMatchObject([
      { level: "ERROR", outcome: "failed", reason: expect.stringContaining('"true" or "false", got "yes"') },
    ]);
  });
});

test("isComplete accepts a registration since the start of onEvent if the request has no time", async () => {
  await using fleet = await world({ timeline: "registersInstantly" });
  const event = request("Update", {
    ResourceProperties: { reregisterToken: "2" },
    ResponseURL: "https://host",
  });
  const startedAt = new Date(Date.now() - 1000).toISOString();
  await pass(5);
  expect(await fleet.isComplete({ ...event, startedAt, answered: true })).toMatchObject(COMPLETE);
});

test("wrong options are rejected when the handlers are made", () => {
  const wrong = { log() {}, maxWait: 600 } as HandlerOptions;
  expect(() => createProviderHandlers(wrong)).toThrow("got `maxWait`: did you mean `maxWaitTime`?");
});
