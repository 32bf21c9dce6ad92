// The expressions of the summary, each on its own. multi-account.test.ts has whole executions.
import { describe, expect, test } from "vitest";
import {
  ALL_REGISTERED,
  INCOMPLETE,
  summaryOfGroups,
  summaryOfResults,
} from "../../src/step-functions/summary.js";
import { valueAt } from "./account-state.js";

const registered = (account: string) => ({ account, outcome: "registered" });
const failed = (account: string, cause: string) => ({
  account,
  outcome: "failed",
  error: "REGISTRATION_FAILED",
  cause,
});
/** Returns causes that differ in more than numbers. */
const causes = (count: number) => Array.from({ length: count }, (_, index) => "abcdefghij".slice(index));

/** Returns the summary of a group of accounts. */
const ofResults = (result: readonly object[], requested: readonly unknown[], share = 100_000) =>
  valueAt(summaryOfResults("$states.input.accounts", "$states.input.share"), {
    at: 0,
    known: { result, input: { accounts: requested, share } },
  });

describe("the summary of a group", () => {
  test("the summary of a group has each outcome's number, and equal reasons once, the most frequent first", async () => {
    const result = [
      failed("1", "The role of account 1 is missing"),
      registered("2"),
      failed("3", "No table. Request ID: 3f-a"),
      failed("4", "No table. Request ID: 4e-b"),
    ];
    expect(await ofResults(result, ["1", "2", "3", "4"])).toEqual({
      accounts: 4,
      outcomes: { registered: 1, failed: 3 },
      reasons: [
        {
          outcome: "failed",
          error: "REGISTRATION_FAILED",
          cause: "No table. Request ID: 3f-a",
          count: 2,
          accounts: ["3", "4"],
        },
        {
          outcome: "failed",
          error: "REGISTRATION_FAILED",
          cause: "The role of account 1 is missing",
          count: 1,
          accounts: ["1"],
        },
      ],
    });
  });

  test("the summary of a group lists an account without a result as unknown", async () => {
    expect(await ofResults([registered("1")], ["1", { account: "2" }])).toMatchObject({
      accounts: 2,
      outcomes: { registered: 1, unknown: 1 },
      reasons: [{ outcome: "unknown", error: "EXECUTION_ENDED", count: 1, accounts: ["2"] }],
    });
  });

  test("the summary of a group has room for one reason of each 1,100 bytes, at least one", async () => {
    const list = causes(5).map((cause, index) => failed(String(index), cause));
    const reasons = async (share: number) => {
      const summary = (await ofResults(list, list, share)) as { readonly reasons: readonly object[] };
      return summary.reasons.length;
    };
    expect([await reasons(3300), await reasons(3299), await reasons(0)]).toEqual([3, 2, 1]);
  });

  test("the summary of a group omits the accounts of a reason that do not fit", async () => {
    const list = Array.from({ length: 90 }, (_, index) => failed(String(index), "No role"));
    const summary = await ofResults(list, list, 1100);
    // 500 bytes for the counts, fewer than 100 for the reason, and 15 for each account.
    expect(summary).toMatchObject({ reasons: [{ count: 90, accounts: { length: 33 } }] });
  });
});

test("the summary of all groups adds the groups, and counts the accounts of a lost group as unknown", async () => {
  const reason = { outcome: "failed", error: "REGISTRATION_FAILED", cause: "No role", count: 1 };
  const group = (account: string) => ({
    accounts: 2,
    outcomes: { registered: 1, failed: 1 },
    reasons: [{ ...reason, accounts: [account] }],
  });
  const summary = valueAt(summaryOfGroups("$states.input"), {
    at: 0,
    known: { result: [group("1"), { ...group("2"), unwritten: "No bucket" }], input: 7 },
  });
  expect(await summary).toEqual({
    accounts: 7,
    outcomes: { registered: 2, failed: 2, unknown: 3 },
    reasons: [
      expect.objectContaining({ outcome: "unknown", error: "EXECUTION_ENDED", count: 3, accounts: [] }),
      { ...reason, count: 2, accounts: ["1", "2"] },
    ],
    unwritten: "No bucket",
  });
});

describe("the end of an execution", () => {
  const ended = async (input: object) => {
    const value = (field: unknown) => valueAt(field, { at: 0, known: { input } });
    return [await value(ALL_REGISTERED), await value(INCOMPLETE["Error"]), await value(INCOMPLETE["Cause"])];
  };
  const reason = (cause: string, accounts: readonly string[], count = accounts.length) => ({
    outcome: "failed",
    cause,
    accounts,
    count,
  });

  test("an execution is complete if every account is registered and every result written", async () => {
    const input = { accounts: 2, outcomes: { registered: 2 }, reasons: [] };
    expect((await ended(input))[0]).toBe(true);
    expect(await ended({ ...input, unwritten: "No bucket" })).toEqual([
      false,
      "RESULTS_NOT_WRITTEN",
      "Not registered: 0 of 2 accounts.\nThe results could not be written: No bucket",
    ]);
  });

  test("the cause has the reasons, each with at most ten accounts", async () => {
    const list = Array.from({ length: 11 }, (_, index) => `#${index}`);
    const input = { accounts: 14, outcomes: { registered: 1 } };
    const reasons = [reason("No role", list, 11), reason("No table", ["#11"]), reason("Ended", [], 1)];
    expect(await ended({ ...input, reasons })).toEqual([
      false,
      "ACCOUNTS_NOT_REGISTERED",
      [
        "Not registered: 13 of 14 accounts.",
        "11 accounts, failed (#0, #1, #2, #3, #4, #5, #6, #7, #8, #9 and 1 more): No role",
        "1 account, failed (#11): No table",
        "1 account, failed: Ended",
      ].join("\n"),
    ]);
  });

  test("the cause has at most 30 reasons, and the number of the other accounts", async () => {
    const reasons = Array.from({ length: 32 }, (_, index) => reason("No role", [`#${index}`]));
    const [, , cause] = await ended({ accounts: 32, outcomes: { failed: 32 }, reasons });
    const lines = String(cause).split("\n");
    expect(lines).toHaveLength(32);
    expect([lines[0], lines.at(-1)]).toEqual([
      "Not registered: 32 of 32 accounts.",
      "2 accounts for other reasons.",
    ]);
  });
});
