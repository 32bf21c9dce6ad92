// A fleet's state machine on many accounts, each with an emulator of its own that lets in nobody but the account's role.
import { describe, expect, test } from "vitest";
import { fleetRegistrationStateMachine } from "../../src/step-functions/index.js";
import type { EmulatorOptions } from "../../src/testing/index.js";
import { StateFailure } from "./interpreter/failure.js";
import type { SdkIntegration } from "./interpreter/run.js";
import { accounts, roleOf } from "./world.js";

const id = (index: number) => String(100_000_000_000 + index);
const item = (account: string) => ({ account, roleArn: roleOf(account) });
const registered = (account: string) => ({ account, outcome: "registered" });
const denied = { faults: { probability: 1, faults: ["accessDenied"] } } as const;

/** Every way in which an account can be bad, and what is told of it. */
const BAD: Readonly<Record<string, { readonly emulated?: EmulatorOptions; readonly told: object }>> = {
  "its registration fails": {
    emulated: { timeline: "failsIam" },
    told: {
      outcome: "failed",
      error: "REGISTRATION_FAILED",
      cause: expect.stringContaining("could not be assumed."),
    },
  },
  "it would lose its Timestream metadata": {
    emulated: { timeline: "failsTimestream" },
    told: {
      outcome: "refused",
      error: "TIMESTREAM_AT_RISK",
      cause: expect.stringContaining("It was not registered again"),
    },
  },
  "it never settles": {
    emulated: { timeline: "neverSettles" },
    told: {
      outcome: "timed-out",
      error: "REGISTRATION_TIMEOUT",
      cause: expect.stringContaining("within 899 s"),
    },
  },
  "its role may not read": {
    emulated: denied,
    told: {
      outcome: "call-failed",
      error: "SERVICE_CALL_FAILED",
      cause: expect.stringContaining("Allow the action"),
    },
  },
  "its role is another one": {
    emulated: { credentials: { accessKeyId: "AKIAOTHER", secretAccessKey: "other" } },
    told: {
      outcome: "call-failed",
      error: "SERVICE_CALL_FAILED",
      cause: expect.stringContaining("security token"),
    },
  },
  "it has no role": {
    told: {
      outcome: "call-failed",
      error: "SERVICE_CALL_FAILED",
      cause: expect.stringMatching(/could not be assumed\. Check the role/),
    },
  },
};

/** What a fleet is told of wrongly, and what is told of it. */
const WRONG: readonly (readonly [unknown, string])[] = [
  ["123456789012", ""],
  [{ account: "123456789012" }, "123456789012"],
  [{ account: 123456789012, roleArn: roleOf("123456789012") }, "123456789012"],
  [{ account: "123456789012", roleArn: roleOf("210987654321") }, "123456789012"],
];
const wrong = (account: string) => ({
  account,
  outcome: "call-failed",
  error: "WRONG_INPUT",
  cause: "Expected `account` to be 12 digits, and `roleArn` to be the ARN of a role in that account",
});

describe.each([true, false])("distributed: %s", (distributed) => {
  test("every account has its own result, in order, whatever the others come to", async () => {
    await using world = await accounts();
    const [input, results]: [unknown[], unknown[]] = [[], []];
    for (const [index, { emulated, told }] of Object.values(BAD).entries()) {
      const [bad, good] = [id(10 + index), id(50 + index)];
      if (emulated) await world.add(bad, emulated);
      await world.add(good, { timeline: index % 2 === 0 ? "notRegistered" : "registersInstantly" });
      input.push(item(bad), item(good));
      results.push({ account: bad, ...told }, registered(good));
    }
    for (const [given, account] of WRONG) {
      input.push(given);
      results.push(wrong(account));
    }
    const { status, output } = await world.run(fleetRegistrationStateMachine({ distributed }), {
      accounts: input,
    });
    expect(status).toBe("SUCCEEDED");
    expect(output).toEqual(results);
  });

  test.each([{}, { accounts: [] }, { accounts: "all" }, []])(
    "%j is refused before anything is called",
    async (input) => {
      await using world = await accounts();
      expect(await world.run(fleetRegistrationStateMachine({ distributed }), input)).toMatchObject({
        status: "FAILED",
        error: "WRONG_INPUT",
        cause: expect.stringContaining('Expected the input to be { "accounts": [{ "account", "roleArn" }] }'),
        states: ["Check", "Wrong input"],
      });
    },
  );
});

test("run again, a registered account costs four transitions, and only the others are worked on", async () => {
  await using world = await accounts();
  const list = [id(1), id(2), id(3)];
  for (const account of list) await world.add(account);
  const machine = fleetRegistrationStateMachine();
  const input = { accounts: list.map(item) };
  expect((await world.run(machine, input)).transitions).toBeGreaterThan(100);
  const again = await world.run(machine, input);
  expect(again).toMatchObject({ output: list.map(registered), transitions: 2 + 4 * 3 });
});

test("accounts wait side by side, as many as it says", async () => {
  await using world = await accounts();
  const list = [id(1), id(2), id(3)];
  for (const account of list) await world.add(account);
  const began = world.clock.now();
  await world.run(fleetRegistrationStateMachine(), { accounts: list.map(item) });
  const sideBySide = world.clock.now() - began;
  expect(sideBySide).toBeLessThan(330_000);
  for (const account of list) await world.add(account);
  await world.run(fleetRegistrationStateMachine({ maxConcurrency: 1 }), { accounts: list.map(item) });
  expect(world.clock.now() - began - sideBySide).toBeGreaterThan(900_000);
});

test("only waiting, nobody is registered", async () => {
  await using world = await accounts();
  const [fresh, done] = [await world.add(id(1)), await world.add(id(2), { timeline: "registersInstantly" })];
  const { output } = await world.run(fleetRegistrationStateMachine({ mode: "wait-only" }), {
    accounts: [item(id(1)), item(id(2))],
  });
  expect(output).toMatchObject([{ outcome: "not-registered", error: "NOT_REGISTERED" }, registered(id(2))]);
  expect([fresh.account.registrations, done.account.registrations]).toEqual([0, 0]);
});

describe("an inline fleet", () => {
  const pending: SdkIntegration = async () => ({
    AccountStatus: "REGISTRATION_PENDING",
    CustomerAccountId: id(0),
  });
  const throttled: SdkIntegration = async () => {
    throw new StateFailure("IoTFleetWise.ThrottlingException", "Rate exceeded");
  };
  const forty = { accounts: Array.from({ length: 40 }, (_, index) => item(id(index))) };

  test.each([
    ["never settle", pending, "timed-out"],
    ["are throttled for ever", throttled, "call-failed"],
  ])("of 40 accounts that %s stays within the 25,000 events of one history", async (_name, sdk, expected) => {
    await using world = await accounts();
    const outcome = await world.run(fleetRegistrationStateMachine({ distributed: false }), forty, { sdk });
    expect(outcome.status).toBe("SUCCEEDED");
    expect((outcome.output as { outcome: string }[]).every(({ outcome }) => outcome === expected)).toBe(true);
    expect(outcome.events).toBeLessThan(25_000);
  });

  test("refuses more accounts than its history has room for, before anything is called", async () => {
    await using world = await accounts();
    const many = { accounts: [...forty.accounts, item(id(40))] };
    const machine = fleetRegistrationStateMachine({ distributed: false });
    expect(await world.run(machine, many)).toMatchObject({
      error: "WRONG_INPUT",
      cause: expect.stringContaining("and at most 40: more need the option `distributed`"),
    });
    const dense = fleetRegistrationStateMachine({ distributed: false, interval: 5 });
    expect(await world.run(dense, forty)).toMatchObject({ error: "WRONG_INPUT" });
  });
});

describe("the results of 1,000 accounts", () => {
  const thousand = { accounts: Array.from({ length: 1000 }, (_, index) => item(id(index))) };
  /** One in a hundred is bad, with the longest cause that there is. */
  const answers: SdkIntegration = async ({ roleArn }) => ({
    CustomerAccountId: roleArn?.slice(13, 25),
    AccountStatus: roleArn?.includes("99:role") ? "REGISTRATION_FAILURE" : "REGISTRATION_SUCCESS",
    IamRegistrationResponse: { RegistrationStatus: "REGISTRATION_FAILURE", ErrorMessage: "x".repeat(1000) },
  });

  test("fit into the execution's output, and so would 3,000", async () => {
    await using world = await accounts();
    const machine = fleetRegistrationStateMachine({ maxRegistrations: 1, mode: "ensure", registration: {} });
    const { status, output } = await world.run(machine, thousand, { sdk: answers });
    expect(status).toBe("SUCCEEDED");
    expect(output).toHaveLength(1000);
    const bytes = JSON.stringify(output).length;
    expect(bytes).toBeLessThan(262_144 / 3);
    expect(bytes).toBeGreaterThan(50_000);
  });

  test("go to S3 where the machine is told so, all of them", async () => {
    await using world = await accounts();
    const s3 = new Map<string, string>();
    const machine = fleetRegistrationStateMachine({ results: { bucket: "results", prefix: "fleet" } });
    const { output } = await world.run(machine, thousand, { sdk: answers, s3 });
    expect(output).toMatchObject({
      ResultWriterDetails: { Bucket: "results", Key: "fleet/map-run/manifest.json" },
    });
    const written = JSON.parse(s3.get("results/fleet/map-run/SUCCEEDED_0.json") ?? "");
    expect(written).toHaveLength(1000);
    expect(JSON.parse(written[0].Output)).toEqual(registered(id(0)));
  });
});

test("what Step Functions itself ends does not end the others", async () => {
  await using world = await accounts();
  const sdk: SdkIntegration = async ({ roleArn }) => {
    if (roleArn === roleOf(id(1))) throw new StateFailure("States.Runtime", "Something that nothing catches");
    return { CustomerAccountId: "123456789012", AccountStatus: "REGISTRATION_SUCCESS" };
  };
  const input = { accounts: [id(0), id(1), id(2)].map(item) };
  const { output } = await world.run(fleetRegistrationStateMachine(), input, { sdk });
  expect(output).toEqual([registered(id(0)), registered(id(2))]);
});
