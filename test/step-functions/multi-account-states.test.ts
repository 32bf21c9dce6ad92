// The states of the machine of many accounts, each on its own. multi-account.test.ts has whole executions.
import { describe, expect, test } from "vitest";
import { type AslState, multiAccountRegistrationStateMachine } from "../../src/step-functions/index.js";
import { startedAt, valueAt } from "./account-state.js";

type Options = Parameters<typeof multiAccountRegistrationStateMachine>[0];
interface States {
  readonly States: Readonly<Record<string, AslState>>;
}
interface Choice {
  readonly Choices: readonly (AslState & { readonly Condition: string; readonly Next: string })[];
  readonly Default: string;
}

const AT = Date.parse("2026-01-01T00:00:00Z");
const ROLE = "arn:aws:iam::123456789012:role/Other";
const id = (index: number) => String(100_000_000_000 + index);
const many = (count: number) => Array.from({ length: count }, (_, index) => id(index));

/** Returns the states of a machine: those of its execution, of its groups, and of its accounts. */
function statesOf(options: Options) {
  const processor = (state: AslState | undefined) => (state?.["ItemProcessor"] as States | undefined)?.States;
  const machine = multiAccountRegistrationStateMachine(options).States;
  const group = processor(machine["Groups"]) ?? machine;
  return { machine, group, account: processor(group["Accounts"]) ?? {} };
}

/** Returns the value of a field in an execution with the name `rollout`. */
const value = (field: unknown, input: unknown, known: object = {}) => {
  const Execution = {
    Id: "arn:aws-cn:states:eu-central-1:111111111111:execution:m:rollout",
    Name: "rollout",
  };
  const context = { State: { EnteredTime: new Date(AT).toISOString() }, Execution };
  return valueAt(field, { at: AT, known: { input, context, ...known } });
};

/** Returns the rule of a Choice state that holds for an input, or the fields that apply if none holds. */
async function chosen(state: AslState | undefined, input: unknown) {
  const { Choices, Default: Next, ...rest } = state as unknown as Choice;
  for (const rule of Choices) if ((await value(rule.Condition, input)) === true) return rule;
  return { ...rest, Next } as unknown as AslState;
}

test("a machine has states for its groups, each group for its accounts, and each account its own", () => {
  const states = (...list: readonly [name: string, Type: string][]) =>
    Object.fromEntries(list.map(([name, Type]) => [name, expect.objectContaining({ Type })]));
  const account = { StartAt: "Begin", States: states(["Begin", "Choice"], ["Wrong account", "Succeed"]) };
  const group = { StartAt: "Accounts", States: states(["Accounts", "Map"]) };
  const machine = multiAccountRegistrationStateMachine();
  expect(machine).toMatchObject({
    QueryLanguage: "JSONata",
    StartAt: "Check",
    States: states(["Check", "Choice"], ["Groups", "Map"], ["All registered", "Choice"]),
  });
  expect(machine.States["Groups"]).toMatchObject({ ItemProcessor: group });
  expect(statesOf({}).group["Accounts"]).toMatchObject({ ItemProcessor: account });
});

describe.each([true, false])("the input of a machine with distributed: %s", (distributed) => {
  const first = distributed ? "Groups" : "Accounts";
  test.each([
    ["an id and a role", [id(1), { account: id(2), roleArn: ROLE }], first],
    ["40 accounts", many(40), first],
    ["41 accounts", many(41), distributed ? first : "Wrong input"],
    ["accounts that are neither", [7, 7, {}, {}], first],
    ["no account", [], "Wrong input"],
    ["a text", "all", "Wrong input"],
    ["nothing", undefined, "Wrong input"],
    ["an id twice", [id(1), id(2), id(1)], "Repeated account"],
    ["an account with two roles", [{ account: id(1), roleArn: ROLE }, id(1)], "Repeated account"],
  ])("%s leads to the next state", async (_, list, next) => {
    const { machine } = statesOf({ distributed });
    expect((await chosen(machine["Check"], { accounts: list }))["Next"]).toBe(next);
  });

  test("the causes name the wrong input and the repeated account", async () => {
    const { machine } = statesOf({ distributed });
    expect(machine["Wrong input"]).toMatchObject({
      Type: "Fail",
      Error: "WRONG_INPUT",
      Cause: expect.stringMatching(
        distributed
          ? /^Expected the input to be \{ "accounts": .* at least one account$/
          : /at least one account and at most 40: more need the option `distributed`$/,
      ),
    });
    const repeated = machine["Repeated account"];
    expect(repeated).toMatchObject({ Type: "Fail", Error: "WRONG_INPUT" });
    expect(await value(repeated?.["Cause"], { accounts: [id(1), id(2), id(2)] })).toBe(
      `Expected each account once, got ${id(2)} more than once`,
    );
  });
});

describe("the groups", () => {
  test("a group has at most 200 accounts, and its share of the summary", async () => {
    const { machine } = statesOf({});
    expect(await value(machine["Groups"]?.["Items"], { accounts: many(201) })).toEqual([
      { accounts: many(200), share: 120_000 },
      { accounts: [id(200)], share: 120_000 },
    ]);
    expect(await value(machine["Groups"]?.["Output"], { accounts: many(2) }, { result: [] })).toMatchObject({
      accounts: 2,
      outcomes: { unknown: 2 },
    });
  });

  test.each([
    [undefined, ""],
    ["", ""],
    ["a/b", "a/b/"],
  ])("the results of a group with the prefix %j are in the folder %j", async (prefix, folder) => {
    const results = { bucket: "results", prefix };
    const { machine } = statesOf({ results });
    const groups = value(machine["Groups"]?.["Items"], { accounts: many(201) });
    expect(await groups).toMatchObject([
      { key: `${folder}rollout/0.json` },
      { key: `${folder}rollout/1.json` },
    ]);
    const inline = statesOf({ results, distributed: false }).machine["Accounts"]?.["Assign"];
    expect(await value(inline, { accounts: [] }, { result: [] })).toMatchObject({
      key: `${folder}rollout/0.json`,
    });
  });
});

describe("the accounts of a group", () => {
  const result = [{ account: id(1), outcome: "registered" }];
  const summary = { accounts: 1, outcomes: { registered: 1 }, reasons: [] };

  test("the accounts of a group are its items, and their summary is its output", async () => {
    const { Accounts, ...others } = statesOf({}).group;
    const input = { accounts: [id(1)], share: 1000 };
    expect(await value(Accounts?.["Items"], input)).toEqual([id(1)]);
    expect(await value(Accounts?.["Output"], input, { result })).toEqual(summary);
    expect(Accounts).toMatchObject({ End: true });
    expect(others).toEqual({});
  });

  test("the accounts' results are written before the summary is the output", async () => {
    const { Accounts, ...others } = statesOf({ results: { bucket: "results" } }).group;
    const input = { accounts: [id(1)], share: 1000, key: "rollout/0.json" };
    expect(await value(Accounts?.["Assign"], input, { result })).toEqual({ summary, key: input.key });
    expect(await value(Accounts?.["Output"], input, { result })).toEqual(result);
    expect(Accounts).toMatchObject({ Next: "Write results" });
    expect(others).toMatchObject({
      "Write results": { Arguments: { Bucket: "results" }, Next: "Summary" },
      Summary: { Type: "Pass", End: true },
    });
  });

  test("a machine ends with the summary as its output, or fails if it is not complete", async () => {
    const ends = (
      ifUnregistered: "fail" | "succeed",
      distributed: boolean,
    ): Readonly<Record<string, AslState | undefined>> => {
      const { machine } = statesOf({ ifUnregistered, distributed });
      return { ...machine, last: machine[distributed ? "Groups" : "Accounts"] };
    };
    for (const distributed of [true, false]) {
      expect(ends("succeed", distributed)).toMatchObject({ last: { End: true } });
      expect(Object.keys(ends("succeed", distributed))).not.toContain("Incomplete");
      expect(ends("fail", distributed)).toMatchObject({
        last: { Next: "All registered" },
        Complete: { Type: "Succeed" },
        Incomplete: { Type: "Fail" },
      });
    }
    const all = ends("fail", true)["All registered"];
    expect(await chosen(all, { accounts: 1, outcomes: { registered: 1 } })).toMatchObject({
      Next: "Complete",
    });
    expect(await chosen(all, { accounts: 2, outcomes: { registered: 1 } })).toMatchObject({
      Next: "Incomplete",
    });
  });
});

describe("an account", () => {
  const states = () => statesOf({ memberRoleName: "iot/Member" }).account;

  test.each([
    ["an id", id(1), id(1), `arn:aws-cn:iam::${id(1)}:role/iot/Member`],
    ["an id and a role", { account: "123456789012", roleArn: ROLE }, "123456789012", ROLE],
  ])("%s is polled with its role", async (_, input, account, roleArn) => {
    const { Begin, Read } = states();
    const { Assign, Next } = await chosen(Begin, input);
    expect(await value(Assign, input)).toEqual({ account, roleArn, progress: await startedAt(AT) });
    expect(Next).toBe("Read");
    expect(Read?.["Credentials"]).toEqual({ RoleArn: "{% $roleArn %}" });
  });

  test.each([
    ["11 digits", "12345678901", "12345678901"],
    ["13 digits", "1234567890123", "1234567890123"],
    ["a number", 123456789012, ""],
    ["a number with a role", { account: 123456789012, roleArn: ROLE }, "123456789012"],
    ["another account's role", { account: id(1), roleArn: ROLE }, id(1)],
    ["a role without an account", { roleArn: ROLE }, ""],
  ])("%s is a wrong account", async (_, input, account) => {
    const { Assign, Next } = await chosen(states()["Begin"], input);
    expect(await value(Assign, input)).toMatchObject({ account });
    expect(Next).toBe("Wrong account");
  });

  /** Returns the output of an account's final state. */
  const output = (name: string, cause = "It failed") => {
    const state = states()[name];
    expect(state?.Type).toBe("Succeed");
    const failure = { Operation: "RegisterAccount", Kind: "fatal", Error: "E", Cause: cause, Advice: "" };
    return valueAt(state?.["Output"], {
      at: AT,
      progress: { failure, accepted: 0, lost: 0 },
      variables: { account: id(1) },
    });
  };

  test("a registered account, a wrong one and a failed one have an outcome", async () => {
    expect(await output("Registered")).toEqual({ account: id(1), outcome: "registered" });
    expect(await output("Wrong account")).toEqual({
      account: id(1),
      outcome: "call-failed",
      error: "WRONG_INPUT",
      cause: expect.stringContaining("a string of 12 digits"),
    });
    expect(await output("Request failed")).toEqual({
      account: id(1),
      outcome: "call-failed",
      error: "SERVICE_CALL_FAILED",
      cause: "RegisterAccount failed: E: It failed.",
    });
  });

  test("a cause is cut to 500 characters of ASCII", async () => {
    const cause = async (length: number) => {
      const { cause } = (await output("Request failed", "é".repeat(length))) as { readonly cause: string };
      return cause;
    };
    const fixed = "RegisterAccount failed: E: .".length;
    expect(await cause(500 - fixed)).toMatch(/^RegisterAccount failed: E: \?{472}\.$/);
    expect(await cause(501 - fixed)).toMatch(/^RegisterAccount failed: E: \?{470}\.\.\.$/);
  });
});
