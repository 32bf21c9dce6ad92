// The handlers in the CDK's own provider framework and waiter: the response to CloudFormation, and the number of RegisterAccount
// requests. The table in docs/cloudformation.md must list the same.
// cspell:ignore Rolle
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  HandlerLogEntry,
  HandlerOptions,
  HandlerWaitOptions,
} from "../../../src/custom-resource/index.js";
import { providerHandlers } from "../../../src/custom-resource/provider.js";
import {
  type EmulatorOptions,
  type FaultInput,
  startEmulator,
  type Timeline,
  timelines,
} from "../../../src/testing/index.js";
import { clientOf, registeredBefore, runtime } from "../../custom-resource/emulated.js";
import { PHYSICAL_ID } from "../../custom-resource/requests.js";
import { run, write } from "../../package/project.js";
import { guide } from "../../support/guides.js";
import { root } from "../../support/run.js";
import { until } from "../../support/until.js";
import { type Cloud, startCloud } from "./cloud.js";
import { OLDEST } from "./versions.js";

/** Installs the oldest CDK that the package supports in a temporary folder. Returns the folder. */
async function installOldest(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "cdk-oldest-"));
  await write(home, { "package.json": '{ "private": true }' });
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  const { exitCode, stderr } = await run("npm", ["install", ...flags, ...OLDEST], home);
  expect([exitCode, stderr]).toEqual([0, expect.anything()]);
  // Lambda's own runtime includes the SDK that the framework calls.
  await symlink(join(root, "node_modules/@aws-sdk"), join(home, "node_modules/@aws-sdk"));
  return home;
}

const ROLE = "IAM: The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed";
const TABLE =
  "Timestream: The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase";
const timestreamResources = {
  timestreamDatabaseName: "FleetWiseDatabase",
  timestreamTableName: "VehicleDataTable",
};
const Data = {
  customerAccountId: "123456789012",
  accountStatus: "REGISTRATION_SUCCESS",
  roleArn:
    "arn:aws:iam::123456789012:role/aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise",
  timestreamDatabaseName: "",
  timestreamTableName: "",
};
const SUCCESS = {
  Status: "SUCCESS",
  PhysicalResourceId: expect.stringMatching(new RegExp(`^${PHYSICAL_ID}(/[0-9a-f]{12})+$`)),
  Data,
};
const DONE = { Status: "SUCCESS" };

/** The rows of the guide's table: an event, a state of the account, and the number of RegisterAccount requests. */
const rows = [...guide.matchAll(/^\| (.*?) ?\| (.*?) ?\| .+ \| (\d.*) \|$/gm)];

/** Returns the minimum and maximum number of RegisterAccount requests in the guide. A row without an event has the one above. */
function documented(event: string, account = "") {
  const first = rows.findIndex(([, name]) => name === event);
  const row = rows.slice(first).find(([, , state]) => state === account);
  const [least, most = least] = (row?.[3]?.match(/\d+/g) ?? []).map(Number);
  return { least, most };
}

const token = (reregisterToken: string) => ({ reregisterToken });
const times = (n: number, fault: FaultInput | "none") => Array<FaultInput | "none">(n).fill(fault);
/** The poll before RegisterAccount; with `random: () => 0`, only one is made. */
const LOOKS = times(1, "none");

describe.each(["newest", "oldest"])("the handlers in the framework of the %s CDK", (library) => {
  let home: string | undefined;
  let cloud: Cloud;
  beforeAll(async () => {
    home = library === "oldest" ? await installOldest() : undefined;
    cloud = await startCloud(50, home && join(home, "node_modules/aws-cdk-lib"));
  });
  afterAll(async () => {
    await cloud?.[Symbol.asyncDispose]();
    if (home) await rm(home, { recursive: true });
  });

  /** Deploys handlers with shorter times, against an emulator on which, by default, a real second is 200 s. */
  async function world(
    options: EmulatorOptions,
    config: HandlerWaitOptions & { readonly mode?: "ensure" | "wait-only" } = {},
    { copies = 1, ...seconds }: Parameters<typeof runtime>[0] & { readonly copies?: number } = {},
  ) {
    const emulator = await startEmulator({ timeScale: 200, ...options });
    const log: HandlerLogEntry[] = [];
    const handlers = providerHandlers(runtime({ onEvent: 60, isComplete: 0.2, pause: 0.05, ...seconds }), {
      minDelay: 0.02,
      maxDelay: 0.1,
      random: () => 0,
      log: (entry) => void log.push(entry),
      ...config,
      client: clientOf(emulator),
    } as HandlerOptions);
    const deployed = cloud.deploy(handlers, { copies });
    return {
      ...deployed,
      emulator,
      log,
      registrations: () => emulator.account.registrations,
      [Symbol.asyncDispose]: emulator[Symbol.asyncDispose],
    };
  }

  describe("a Create", () => {
    test("a Create of a new account registers it, waits, and returns every attribute", async () => {
      await using stack = await world({});
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(documented("Create or Update", "not registered, or failed").least);
    });

    test("a Create that outlasts onEvent continues in isComplete, which logs the status", async () => {
      await using stack = await world({}, {}, { onEvent: 0.5 });
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
      expect(stack.invocations.isComplete).toBeGreaterThan(1);
      const notYet = stack.log.find(({ outcome }) => outcome === "not complete");
      expect(notYet).toMatchObject({ lastSeen: expect.stringContaining("REGISTRATION_PENDING") });
    });

    test("a Create of a pending account waits", async () => {
      await using stack = await world({ timeline: "registers" });
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(documented("Create or Update", "pending").least);
    });

    test("a Create of a registered account polls twice and does nothing else", async () => {
      await using stack = await world({ timeline: "registersInstantly" });
      expect(await stack.create(token("1"))).toMatchObject({ answer: SUCCESS });
      expect(stack.emulator.requests.map(({ operation }) => operation)).toEqual([
        "GetRegisterAccountStatus",
        "GetRegisterAccountStatus",
      ]);
      expect(stack.invocations).toEqual({ onEvent: 1, isComplete: 1 });
      expect(stack.registrations()).toBe(documented("Create or Update", "registered").most);
    });

    test("a Create of an account whose registration failed registers it again", async () => {
      await using stack = await world({ timeline: "outdatedResult" });
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("a Create in the mode wait-only waits for someone else's registration", async () => {
      await using stack = await world({}, { mode: "wait-only" }, { onEvent: 0.5 });
      const created = stack.create();
      await until(() => stack.invocations.isComplete > 1);
      await clientOf(stack.emulator).registerAccount();
      expect(await created).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("a Create with several concurrent copies registers once", async () => {
      // The jitter separates the copies.
      await using stack = await world({}, { random: Math.random }, { copies: 3, spread: 3 });
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("a Create that is deleted during the wait ends as usual, and the Delete sends no request", async () => {
      await using stack = await world({});
      const created = stack.send("Create");
      await until(() => stack.registrations() === 1);
      expect(await stack.send("Delete", { PhysicalResourceId: PHYSICAL_ID })).toMatchObject(DONE);
      expect(await created).toMatchObject(SUCCESS);
      expect(stack.registrations()).toBe(
        1 + Number(documented("Delete, even while a Create or an Update waits").most),
      );
    });
  });

  // These tests cover only the handlers, so one CDK version is enough.
  describe.runIf(library === "newest")("transient", () => {
    test("the handlers survive minutes of throttling of RegisterAccount", async () => {
      await using stack = await world({ faults: [...LOOKS, ...times(20, "throttled")] });
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("the handlers survive throttling of polls from the start", async () => {
      await using stack = await world({ faults: times(20, "throttled") });
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("the handlers survive an outage from the start, longer than other waits tolerate", async () => {
      await using stack = await world({ faults: { probability: 1, faults: ["reset"] } });
      const created = stack.create();
      // Only the handlers' own retries have this delay.
      const handlersRetry = () =>
        stack.log.some(({ event, nextDelayMs }) => event === "retry" && nextDelayMs === 50);
      await until(handlersRetry);
      stack.emulator.inject();
      expect(await created).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("the handlers survive an outage until the end of onEvent, with a pending account", async () => {
      await using stack = await world(
        { timeline: "registers", faults: { probability: 1, faults: ["reset"] } },
        {},
        { onEvent: 1 },
      );
      const created = stack.create();
      await until(() => stack.invocations.isComplete > 3);
      stack.emulator.inject();
      expect(await created).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(0);
    });

    test("the handlers survive denied access of a new role", async () => {
      const faults = [...times(5, "accessDenied"), ...LOOKS, ...times(3, "accessDenied")];
      await using stack = await world({ faults });
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("the handlers survive a first registration that fails", async () => {
      const [fails = []] = timelines.failsIam.registrations;
      const [registers = []] = timelines.notRegistered.registrations;
      await using stack = await world({ timeline: { registrations: [fails, registers] } });
      expect(await stack.create()).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(2);
    });

    test("the handlers survive throttling, an outage, resets and hanging polls during the wait", async () => {
      await using stack = await world({ timeline: "registers" }, {}, { onEvent: 0.5 });
      const created = stack.create();
      await until(() => stack.emulator.requests.length > 0);
      for (const fault of ["throttled", "unavailable", "reset", "hang"] as const) {
        stack.emulator.inject({ probability: 1, faults: [fault] });
        const before = stack.invocations.isComplete;
        await until(() => stack.invocations.isComplete > before + 3);
      }
      stack.emulator.inject();
      expect(await created).toMatchObject({ answer: SUCCESS });
    });
  });

  describe.runIf(library === "newest")("a failure", () => {
    test.for([
      ["failsIam", {}, [ROLE]],
      ["failsTimestream", { registration: { timestreamResources } }, [TABLE]],
      ["failsBoth", { registration: { timestreamResources } }, [TABLE, ROLE]],
    ] as const)(
      "a failure by %s starts with the reason and names the log",
      async ([timeline, config, words]) => {
        await using stack = await world({ timeline }, { maxRegistrations: 1, ...config });
        const { answer } = await stack.create();
        expect(answer.Status).toBe("FAILED");
        expect(answer.Reason).toMatch(
          /^REGISTRATION_FAILED: AWS IoT FleetWise registration of account 123456789012 failed: /,
        );
        for (const word of words) expect(answer.Reason).toContain(word);
        expect(answer.Reason).toMatch(/\n\nLogs: \/aws\/lambda\/(onEvent|isComplete)\n$/);
        expect(answer.headers["content-type"]).toBe("");
        expect(answer.bytes).toBeLessThanOrEqual(4096);
      },
    );

    test("a failure of three registrations is rolled back by a Delete without a request", async () => {
      const { registrations } = timelines.failsIam;
      await using stack = await world({ timeline: { registrations } });
      const created = stack.create();
      const { answer, rollback } = await created;
      expect([answer.Status, answer.PhysicalResourceId]).toEqual([
        "FAILED",
        "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED",
      ]);
      expect(answer.Reason).toContain(ROLE);
      expect(rollback).toMatchObject(DONE);
      expect(stack.registrations()).toBe(documented("Create or Update", "not registered, or failed").most);
      expect(stack.emulator.requests.at(-1)).toMatchObject({ operation: "GetRegisterAccountStatus" });
    });

    test("a failure in isComplete is rolled back by a Delete without a request", async () => {
      await using stack = await world({ timeline: "failsIam", timeScale: 60 }, {}, { onEvent: 0.1 });
      const { answer, rollback } = await stack.create();
      expect([answer.Status, answer.PhysicalResourceId]).toEqual(["FAILED", SUCCESS.PhysicalResourceId]);
      expect(answer.Reason).toContain(ROLE);
      expect(rollback).toMatchObject(DONE);
      expect(stack.registrations()).toBe(0);
    });

    test("a failure at the deadline has the last status", async () => {
      await using stack = await world({ timeline: "neverSettles" }, { maxWaitTime: 1 });
      const { answer } = await stack.create();
      expect(answer.Status).toBe("FAILED");
      expect(answer.Reason).toMatch(
        /^REGISTRATION_TIMEOUT: .*IAM REGISTRATION_PENDING, account REGISTRATION_PENDING/,
      );
    });

    test("the framework's own time limit gives no reason, so the handlers' limit comes first", async () => {
      await using stack = await world({ timeline: "neverSettles" }, { maxWaitTime: 3600 }, { onEvent: 0.1 });
      const { answer } = await stack.create();
      expect(answer).toMatchObject({ Status: "FAILED", Reason: "Operation timed out" });
      expect(stack.invocations.isComplete).toBeGreaterThanOrEqual(181);
    });

    test("a failure of an unreachable service names the network error", async () => {
      const faults = { probability: 1, faults: ["reset"] } as const;
      await using stack = await world({ faults }, { maxWaitTime: 1 });
      const { answer } = await stack.create();
      expect(answer.Status).toBe("FAILED");
      expect(answer.Reason).toMatch(
        /^STATUS_UNREADABLE: GetRegisterAccountStatus did not succeed within .*(ECONNRESET|socket|closed)/,
      );
    });

    test.for(["é", "漢", "😀", '"', "\\", "\u0001\n", "\ud83d"])(
      "a failure with characters such as %j fits into 4096 bytes",
      async (unit) => {
        const errorMessage = `Rolle ${unit.repeat(6000)}`;
        const iam = { registrationStatus: "REGISTRATION_FAILURE", errorMessage };
        const timeline: Timeline = { before: [{ at: -3.6e7, iam }], registrations: [[{ at: 0, iam }]] };
        await using stack = await world({ timeline }, { maxRegistrations: 1 });
        const { answer } = await stack.create({ reregisterToken: "long".repeat(100) });
        expect(answer.Status).toBe("FAILED");
        expect(answer.bytes).toBeLessThanOrEqual(4096);
        expect(answer.Reason).toMatch(
          /^REGISTRATION_FAILED: AWS IoT FleetWise registration of account 123456789012 failed: IAM: Rolle/,
        );
      },
    );
  });

  describe("an Update", () => {
    const before = () => registeredBefore(timelines.notRegistered.registrations);

    test("an Update of the token registers again and ignores the former result", async () => {
      await using stack = await world({ timeline: { ...before(), visibleAfter: 100 } });
      await stack.create(token("1"));
      expect(await stack.update(token("2"))).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(documented("Update, another token", "not pending").least);
      expect(stack.emulator.account.accountStatus).toBe("REGISTRATION_SUCCESS");
    });

    test("an Update of the token waits for a pending registration", async () => {
      await using stack = await world({ timeline: "registers" });
      const change = { ResourceProperties: token("2"), OldResourceProperties: token("1") };
      expect(await stack.send("Update", { PhysicalResourceId: PHYSICAL_ID, ...change })).toMatchObject(
        SUCCESS,
      );
      expect(stack.registrations()).toBe(documented("Update, another token", "pending").least);
    });

    test("an Update of the token registers after minutes of throttling", async () => {
      await using stack = await world({ timeline: before() });
      await stack.create(token("1"));
      stack.emulator.inject([...LOOKS, ...times(20, "throttled")]);
      expect(await stack.update(token("2"))).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("an Update of the token fails if RegisterAccount is throttled until the deadline", async () => {
      await using stack = await world({ timeline: before() }, {}, { onEvent: 2 });
      await stack.create(token("1"));
      stack.emulator.inject([...LOOKS, ...times(10_000, "throttled")]);
      const updated = stack.update(token("2"));
      await until(() => stack.invocations.isComplete > 2);
      stack.emulator.inject();
      const { answer, rollback } = await updated;
      expect(answer).toMatchObject({
        Status: "FAILED",
        Reason: expect.stringMatching(/^REGISTER_NOT_ACCEPTED: .*ThrottlingException/),
      });
      expect(rollback).toMatchObject(SUCCESS);
      expect(stack.registrations()).toBe(0);
    });

    test("an Update of the token that is rolled back keeps the registration", async () => {
      await using stack = await world({ timeline: before() });
      await stack.create(token("1"));
      await stack.update(token("2"));
      expect(stack.registrations()).toBe(1);
      expect(await stack.rollBack()).toMatchObject(SUCCESS);
      expect(stack.registrations()).toBe(
        1 + Number(documented("Update to earlier settings, as in a rollback").most),
      );
      // The same change again needs no registration; another one does.
      expect(await stack.update(token("2"))).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
      expect(await stack.update(token("3"))).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(2);
    });

    test("an Update of the token that fails is rolled back without a request, and can be repeated", async () => {
      const timeline = registeredBefore(timelines.failsIam.registrations);
      await using stack = await world({ timeline }, { maxRegistrations: 2 });
      await stack.create(token("1"));
      const { answer, rollback } = await stack.update(token("2"));
      expect(answer).toMatchObject({ Status: "FAILED", Reason: expect.stringContaining(ROLE) });
      expect(rollback).toMatchObject({ ...DONE, Data: { accountStatus: "REGISTRATION_FAILURE" } });
      expect(stack.registrations()).toBe(2);
      expect(await stack.update(token("2"))).toMatchObject({ answer: { Status: "FAILED" } });
      expect(stack.registrations()).toBe(4);
    });

    test("an Update that is redelivered, also after another Update, does not register again", async () => {
      await using stack = await world({ timeline: before() });
      await stack.create(token("1"));
      await stack.update(token("2"));
      expect(await stack.redeliver(1)).toMatchObject(SUCCESS);
      expect(stack.registrations()).toBe(
        1 + Number(documented("a repeated request, or several copies").most),
      );
      await stack.update(token("3"));
      expect(stack.registrations()).toBe(2);
      expect(await stack.redeliver(1)).toMatchObject(SUCCESS);
      expect(stack.registrations()).toBe(2);
    });

    test("an Update of the token with several concurrent copies registers once", async () => {
      await using stack = await world(
        { timeline: before() },
        { random: Math.random },
        { copies: 3, spread: 3 },
      );
      await stack.create(token("1"));
      expect(await stack.update(token("2"))).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(1);
    });

    test("an Update of the Timestream resources without another token fails with advice", async () => {
      await using stack = await world({ timeline: before() });
      await stack.create();
      const { answer, rollback } = await stack.update({ registration: { timestreamResources } });
      expect(answer).toMatchObject({
        Status: "FAILED",
        Reason: expect.stringMatching(/^RESOURCES_DIFFER: .*give `reregisterToken` a value not used before/),
      });
      expect(rollback).toMatchObject(SUCCESS);
      expect(stack.registrations()).toBe(
        documented("Create or Update", "registered with other Timestream resources").most,
      );
    });

    test("an Update of the Timestream resources and the token registers with them", async () => {
      await using stack = await world({ timeline: before() });
      await stack.create();
      const { answer } = await stack.update({ registration: { timestreamResources }, ...token("1") });
      expect(answer).toMatchObject({ Status: "SUCCESS", Data: timestreamResources });
      const state = "other Timestream resources, also on a Create with a token";
      expect(stack.registrations()).toBe(documented("Update, another token", state).least);
    });

    test("an Update that changes only ServiceTimeout leaves the account alone", async () => {
      await using stack = await world({ timeline: before() });
      await stack.create({ ServiceTimeout: "2100" });
      expect(await stack.update({ ServiceTimeout: "2400" })).toMatchObject({ answer: SUCCESS });
      expect(stack.registrations()).toBe(documented("Create or Update", "registered").most);
    });

    test("an Update of an account whose registration has failed since registers it again", async () => {
      const iam = { registrationStatus: "REGISTRATION_FAILURE" };
      const timeline = { ...before(), before: [{ at: -3.6e7, iam }] };
      await using stack = await world({ timeline });
      const fields = { PhysicalResourceId: PHYSICAL_ID, ResourceProperties: { ServiceTimeout: "2400" } };
      expect(await stack.send("Update", fields)).toMatchObject(SUCCESS);
      expect(stack.registrations()).toBe(1);
    });
  });

  test("a Delete sends no request", async () => {
    await using stack = await world({ faults: { probability: 1, faults: ["accessDenied"] } });
    expect(await stack.send("Delete", { PhysicalResourceId: PHYSICAL_ID })).toMatchObject(DONE);
    expect(stack.emulator.requests).toEqual([]);
  });

  test("the log has each transition, retry, registration and outcome, and no secret", async () => {
    await using stack = await world({ faults: [...LOOKS, "throttled"] });
    await stack.create();
    const said = stack.log.map(({ event, outcome, resource, to }) =>
      [event, outcome ?? resource, to].filter(Boolean).join(" "),
    );
    expect(said).toEqual([
      "transition account NOT_REGISTERED",
      "retry",
      "register",
      "transition iam REGISTRATION_PENDING",
      "transition account REGISTRATION_PENDING",
      "transition iam REGISTRATION_SUCCESS",
      "transition account REGISTRATION_SUCCESS",
      "outcome registered",
      "outcome complete",
    ]);
    expect(JSON.stringify(stack.log)).not.toMatch(/secret|X-Amz|ResponseURL/);
  });
});
