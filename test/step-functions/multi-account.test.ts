// The state machine of many accounts. Each emulated account accepts only its own role.
import { describe, expect, test } from "vitest";
import { multiAccountRegistrationStateMachine } from "../../src/step-functions/index.js";
import type { EmulatorOptions } from "../../src/testing/index.js";
import { StateFailure } from "./interpreter/failure.js";
import type { SdkIntegration, World } from "./interpreter/run.js";
import { accounts, roleOf } from "./world.js";

const id = (index: number) => String(100_000_000_000 + index);
const item = (account: string) => ({ account, roleArn: roleOf(account) });
const registered = (account: string) => ({ account, outcome: "registered" });
const denied = { faults: { probability: 1, faults: ["accessDenied"] } } as const;

/** Accounts that are not registered at the end, by the reason, with their results. */
const BAD: Readonly<Record<string, { readonly emulated?: EmulatorOptions; readonly result: object }>> = {
  "its registration fails": {
    emulated: { timeline: "failsIam" },
    result: {
      outcome: "failed",
      error: "REGISTRATION_FAILED",
      cause: expect.stringContaining("could not be assumed."),
    },
  },
  "it would lose its Timestream metadata": {
    emulated: { timeline: "failsTimestream" },
    result: {
      outcome: "refused",
      error: "TIMESTREAM_AT_RISK",
      cause: expect.stringContaining("The account was not registered again"),
    },
  },
  "it never settles": {
    emulated: { timeline: "neverSettles" },
    result: {
      outcome: "timed-out",
      error: "REGISTRATION_TIMEOUT",
      cause: expect.stringContaining("within 899 s"),
    },
  },
  "its role may not read": {
    emulated: denied,
    result: {
      outcome: "call-failed",
      error: "SERVICE_CALL_FAILED",
      cause: expect.stringContaining("Allow the action"),
    },
  },
  "its role is another one": {
    emulated: { credentials: { accessKeyId: "AKIAOTHER", secretAccessKey: "other" } },
    result: {
      outcome: "call-failed",
      error: "SERVICE_CALL_FAILED",
      cause: expect.stringContaining("security token"),
    },
  },
  "it has no role": {
    result: {
      outcome: "call-failed",
      error: "SERVICE_CALL_FAILED",
      cause: expect.stringMatching(/could not be assumed\. Check the role/),
    },
  },
};

/** Invalid accounts in the input, and the account in the result. */
const WRONG: readonly (readonly [unknown, string])[] = [
  ["12345678901", "12345678901"],
  [{}, ""],
  [7, ""],
  [{ account: 123456789012, roleArn: roleOf("123456789012") }, "123456789012"],
  [{ account: "123456789012", roleArn: roleOf("210987654321") }, "123456789012"],
];
const wrong = (account: string) => ({
  account,
  outcome: "call-failed",
  error: "WRONG_INPUT",
  cause:
    "Expected the account to be a string of 12 digits, and `roleArn`, if given, to be the ARN of a role in that account",
});

/** Returns the results that a machine has written to S3, in the order of its input. */
const written = (s3: ReadonlyMap<string, string>): unknown[] =>
  [...s3.values()].flatMap((file) => JSON.parse(file));

describe.each([true, false])("distributed: %s", (distributed) => {
  test("many accounts end with the number of each outcome, and equal reasons in one group", async () => {
    await using world = await accounts();
    for (const index of [1, 2, 3]) await world.add(id(index), denied);
    for (const index of [4, 5]) await world.add(id(index), { timeline: "registersInstantly" });
    const machine = multiAccountRegistrationStateMachine({ distributed, ifUnregistered: "succeed" });
    const list = [1, 4, 2, 5, 3].map(id);
    expect(await world.run(machine, { accounts: list })).toMatchObject({
      status: "SUCCEEDED",
      output: {
        accounts: 5,
        outcomes: { registered: 2, "call-failed": 3 },
        reasons: [
          {
            outcome: "call-failed",
            error: "SERVICE_CALL_FAILED",
            cause: expect.stringContaining("Allow the action"),
            count: 3,
            accounts: [1, 2, 3].map(id),
          },
        ],
      },
    });
  });

  test.each([{}, []])("a machine of many accounts rejects the input %j before any request", async (input) => {
    await using world = await accounts();
    expect(await world.run(multiAccountRegistrationStateMachine({ distributed }), input)).toMatchObject({
      status: "FAILED",
      error: "WRONG_INPUT",
      states: ["Check", "Wrong input"],
    });
  });

  test("an account that is listed as an id and with a role is rejected before any request", async () => {
    await using world = await accounts();
    const machine = multiAccountRegistrationStateMachine({ distributed });
    expect(await world.run(machine, { accounts: [7, {}, id(1), item(id(1))] })).toMatchObject({
      status: "FAILED",
      error: "WRONG_INPUT",
      cause: "Expected each account once, got 100000000001 more than once",
      states: ["Check", "Repeated account"],
    });
  });

  test("many accounts write their results in order, and fail if one is not registered", async () => {
    await using world = await accounts();
    const [input, results]: [unknown[], unknown[]] = [[], []];
    for (const [index, { emulated, result }] of Object.values(BAD).entries()) {
      const [bad, good] = [id(10 + index), id(50 + index)];
      if (emulated) await world.add(bad, emulated);
      await world.add(good, { timeline: index % 2 === 0 ? "notRegistered" : "registersInstantly" });
      input.push(item(bad), good);
      results.push({ account: bad, ...result }, registered(good));
    }
    for (const [given, account] of WRONG) {
      input.push(given);
      results.push(wrong(account));
    }
    const s3 = new Map<string, string>();
    const machine = multiAccountRegistrationStateMachine({
      distributed,
      results: { bucket: "results", prefix: "here" },
      // Fewer polls, which take most of the time.
      interval: 60,
    });
    const { status, error, cause } = await world.run(machine, { accounts: input }, { s3 });
    expect([...s3.keys()]).toEqual(["results/here/rollout/0.json"]);
    expect(written(s3)).toEqual(results);
    expect({ status, error }).toEqual({ status: "FAILED", error: "ACCOUNTS_NOT_REGISTERED" });
    expect(cause).toContain("Not registered: 11 of 17 accounts.\n5 accounts, call-failed (12345678901, ");
    expect(cause).toContain("Allow the action iotfleetwise:GetRegisterAccountStatus");
  });
});

test("another run takes four transitions for each registered account", async () => {
  await using world = await accounts();
  const list = [id(1), id(2), id(3)];
  for (const account of list) await world.add(account);
  const machine = multiAccountRegistrationStateMachine({ interval: 60 });
  const input = { accounts: list.map(item) };
  expect((await world.run(machine, input)).transitions).toBeGreaterThan(50);
  const again = await world.run(machine, input);
  expect(again).toMatchObject({
    status: "SUCCEEDED",
    output: { accounts: 3, outcomes: { registered: 3 }, reasons: [] },
    transitions: 5 + 4 * 3,
    states: ["Check", "Groups", "All registered", "Complete"],
  });
});

test("maxConcurrency limits the accounts that wait at the same time", async () => {
  await using world = await accounts();
  const list = [id(1), id(2), id(3)];
  for (const account of list) await world.add(account);
  const began = world.clock.now();
  const options = { interval: 30 };
  await world.run(multiAccountRegistrationStateMachine(options), { accounts: list.map(item) });
  const sideBySide = world.clock.now() - began;
  expect(sideBySide).toBeLessThan(350_000);
  for (const account of list) await world.add(account);
  const machine = multiAccountRegistrationStateMachine({ ...options, maxConcurrency: 1 });
  await world.run(machine, { accounts: list.map(item) });
  expect(world.clock.now() - began - sideBySide).toBeGreaterThan(900_000);
});

test("the mode wait-only registers no account", async () => {
  await using world = await accounts();
  const [fresh, done] = [await world.add(id(1)), await world.add(id(2), { timeline: "registersInstantly" })];
  const machine = multiAccountRegistrationStateMachine({ mode: "wait-only", ifUnregistered: "succeed" });
  const { output } = await world.run(machine, { accounts: [id(1), id(2)] });
  expect(output).toMatchObject({
    outcomes: { registered: 1, "not-registered": 1 },
    reasons: [{ error: "NOT_REGISTERED", accounts: [id(1)] }],
  });
  expect([fresh.account.registrations, done.account.registrations]).toEqual([0, 0]);
});

test("an execution ends within the documented time after maxWaitTime if requests fail", async () => {
  await using world = await accounts();
  const slow: SdkIntegration = async ({ timeoutSeconds }) => {
    await world.clock.sleep(1000 * timeoutSeconds - 1);
    throw new StateFailure("IoTFleetWise.ThrottlingException", "Rate exceeded");
  };
  const fast: SdkIntegration = async () => {
    throw new StateFailure("IoTFleetWise.ThrottlingException", "Rate exceeded");
  };
  for (const [sdk, late] of [
    [slow, 61],
    [fast, 2],
  ] as const) {
    const began = world.clock.now();
    await world.run(
      multiAccountRegistrationStateMachine({ maxWaitTime: 60 }),
      { accounts: [id(1)] },
      { sdk },
    );
    expect((world.clock.now() - began) / 1000).toBeLessThan(60 + late);
  }
});

describe("an inline machine of many accounts", () => {
  const pending: SdkIntegration = async () => ({
    AccountStatus: "REGISTRATION_PENDING",
    CustomerAccountId: id(0),
  });
  const throttled: SdkIntegration = async () => {
    throw new StateFailure("IoTFleetWise.ThrottlingException", "Rate exceeded");
  };
  const inline = (count: number) => ({
    accounts: Array.from({ length: count }, (_, index) => item(id(index))),
  });

  test.each([
    ["are pending forever", pending, "timed-out"],
    ["are throttled forever", throttled, "call-failed"],
  ])("40 accounts that %s fit the 25,000 events of one history", async (_name, sdk, expected) => {
    await using world = await accounts();
    const machine = multiAccountRegistrationStateMachine({ distributed: false, ifUnregistered: "succeed" });
    // Four accounts stand for forty, which would take ten times as long.
    const outcome = await world.run(machine, inline(4), { sdk });
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: { outcomes: { [expected]: 4 } } });
    expect(10 * outcome.events).toBeLessThan(25_000);
  });

  test("an inline machine rejects more accounts than fit into its history, before any request", async () => {
    await using world = await accounts();
    const many = inline(41);
    const machine = multiAccountRegistrationStateMachine({ distributed: false });
    expect(await world.run(machine, many)).toMatchObject({
      error: "WRONG_INPUT",
      cause: expect.stringContaining("and at most 40: more need the option `distributed`"),
    });
    const dense = multiAccountRegistrationStateMachine({ distributed: false, interval: 5 });
    expect(await world.run(dense, inline(40))).toMatchObject({ error: "WRONG_INPUT" });
  });
});

/** Two groups; 10,000 accounts in the weekly run. A multiple of 10. */
const MANY = Number(process.env["ACCOUNTS"] ?? 400);

describe("many accounts", () => {
  const list = Array.from({ length: MANY }, (_, index) => id(index));
  const outcomeOf = (roleArn: string | undefined) => Number(roleArn?.slice(13, 25)) % 10;

  test(`${MANY}, half of them failing, end with counts, grouped reasons and a failed execution`, async () => {
    await using world = await accounts();
    const sdk: SdkIntegration = async ({ roleArn }) => {
      const nth = outcomeOf(roleArn);
      if (nth < 3)
        throw new StateFailure(
          "IoTFleetWise.AccessDeniedException",
          `User: ${roleArn?.replace(":role/", ":assumed-role/")}/${nth}xyz is not authorized (Service: IoTFleetWise, Status Code: 403, Request ID: ${nth}-${roleArn?.slice(13, 25)})`,
        );
      return {
        CustomerAccountId: roleArn?.slice(13, 25),
        AccountStatus: nth < 5 ? "REGISTRATION_FAILURE" : "REGISTRATION_SUCCESS",
        IamRegistrationResponse: {
          RegistrationStatus: "REGISTRATION_FAILURE",
          ErrorMessage: `${roleArn} could not be assumed.`,
        },
      };
    };
    let summary: unknown;
    const entered: World["entered"] = (state, _, input) => {
      if (state === "Incomplete") summary = input;
    };
    const s3 = new Map<string, string>();
    const machine = multiAccountRegistrationStateMachine({
      mode: "wait-only",
      results: { bucket: "results" },
    });
    const outcome = await world.run(machine, { accounts: list }, { sdk, entered, s3 });
    expect([...s3.keys()].slice(0, 2)).toEqual(["results/rollout/0.json", "results/rollout/1.json"]);
    expect(outcome).toMatchObject({ status: "FAILED", error: "ACCOUNTS_NOT_REGISTERED" });
    expect(outcome.cause).toContain(
      `Not registered: ${MANY / 2} of ${MANY} accounts.\n${0.3 * MANY} accounts, call-failed (`,
    );
    expect(outcome.cause).toContain(
      ` and ${0.3 * MANY - 10} more): GetRegisterAccountStatus failed: AccessDeniedException`,
    );
    expect(outcome.cause).toContain(`\n${0.2 * MANY} accounts, failed (`);
    expect(summary).toMatchObject({
      accounts: MANY,
      outcomes: { registered: MANY / 2, "call-failed": 0.3 * MANY, failed: 0.2 * MANY },
      reasons: [
        { count: 0.3 * MANY, accounts: list.filter((account) => Number(account) % 10 < 3) },
        { count: 0.2 * MANY, accounts: list.filter((account) => [3, 4].includes(Number(account) % 10)) },
      ],
    });
  }, 300_000);

  test("400 accounts, each with a long reason of its own, end with counts and the reasons that fit", async () => {
    await using world = await accounts();
    const sdk: SdkIntegration = async ({ roleArn }) => {
      const own = [...String(Number(roleArn?.slice(13, 25)))]
        .map((digit) => "abcdefghij"[Number(digit)])
        .join("");
      throw new StateFailure("IoTFleetWise.ValidationException", own + '"'.repeat(1000));
    };
    const machine = multiAccountRegistrationStateMachine({ mode: "wait-only" });
    const outcome = await world.run(machine, { accounts: list.slice(0, 400) }, { sdk });
    expect(outcome).toMatchObject({ status: "FAILED", error: "ACCOUNTS_NOT_REGISTERED" });
    expect(outcome.cause).toContain("Not registered: 400 of 400 accounts.\n1 account, call-failed (");
    expect(outcome.cause).toMatch(/\n370 accounts for other reasons\.$/);
    // Each cause is cut to 500 characters.
    expect(outcome.cause?.split("\n")[1]).toMatch(/^1 account, call-failed \(\d{12}\): .{497}\.\.\.$/);
  }, 300_000);
});

describe("an execution that Step Functions itself ends", () => {
  const create = () => multiAccountRegistrationStateMachine({ ifUnregistered: "succeed" });
  interface Nested {
    readonly States: Readonly<Record<string, { Items: string; readonly ItemProcessor: Nested }>>;
  }
  const ends =
    (account: string): SdkIntegration =>
    async ({ roleArn }) => {
      if (roleArn === roleOf(account))
        throw new StateFailure("States.Runtime", "Something that nothing catches");
      return { CustomerAccountId: id(0), AccountStatus: "REGISTRATION_SUCCESS" };
    };

  test("an execution that Step Functions itself ends is reported as an unknown account", async () => {
    await using world = await accounts();
    const input = { accounts: [id(0), item(id(1)), id(2)] };
    const { output } = await world.run(create(), input, { sdk: ends(id(1)) });
    expect(output).toMatchObject({
      outcomes: { registered: 2, unknown: 1 },
      reasons: [{ outcome: "unknown", error: "EXECUTION_ENDED", count: 1, accounts: [id(1)] }],
    });
  });

  test("a group that Step Functions itself ends is reported with its number of unknown accounts", async () => {
    await using world = await accounts();
    const list = Array.from({ length: 201 }, (_, index) => id(index));
    const broken = structuredClone(create());
    const { Groups } = (broken as unknown as Nested).States;
    const accountsOfGroup = Groups?.ItemProcessor.States["Accounts"];
    if (accountsOfGroup === undefined) throw new Error("A group has no state Accounts");
    accountsOfGroup.Items =
      "{% $count($states.input.accounts) = 1 ? $error('ended') : $states.input.accounts %}";
    const { output } = await world.run(broken, { accounts: list }, { sdk: ends("") });
    expect(output).toMatchObject({
      accounts: 201,
      outcomes: { registered: 200, unknown: 1 },
      reasons: [{ outcome: "unknown", count: 1, accounts: [] }],
    });
  });
});

test("an execution fails if the results cannot be written, and reports the accounts", async () => {
  await using world = await accounts();
  await world.add(id(1), { timeline: "registersInstantly" });
  const machine = multiAccountRegistrationStateMachine({ results: { bucket: "nowhere" } });
  expect(await world.run(machine, { accounts: [id(1)] })).toMatchObject({
    status: "FAILED",
    error: "RESULTS_NOT_WRITTEN",
    cause:
      "Not registered: 0 of 1 account.\nThe results could not be written: S3.NoSuchBucketException: The specified bucket does not exist",
  });
});
