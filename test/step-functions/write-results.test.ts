import { expect, test } from "vitest";
import { folderOf, writeResults } from "../../src/step-functions/write-results.js";
import { valueAt } from "./account-state.js";

const summary = { accounts: 1 };
const state = () => writeResults("results", "Summary");

test("the results of a group are written as JSON, with retries, and the summary is the output", async () => {
  expect(state()).toMatchObject({
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:s3:putObject",
    Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 4, JitterStrategy: "FULL" }],
    Next: "Summary",
  });
  const surroundings = {
    at: 0,
    variables: { key: "rollout/0.json", summary },
    known: { input: [{ account: "1" }] },
  };
  expect(await valueAt(state()["Arguments"], surroundings)).toEqual({
    Bucket: "results",
    Key: "rollout/0.json",
    ContentType: "application/json",
    Body: [{ account: "1" }],
  });
  expect(await valueAt(state()["Output"], surroundings)).toEqual(summary);
});

test("a failed write is the summary's `unwritten`, in ASCII and at most 500 characters", async () => {
  const [catcher] = state()["Catch"] as readonly [Readonly<Record<string, unknown>>];
  expect(catcher).toMatchObject({ ErrorEquals: ["States.ALL"], Next: "Summary" });
  const errorOutput = { Error: "S3.SlowDownException", Cause: "é".repeat(600) };
  const written = valueAt(catcher["Output"], { at: 0, variables: { summary }, known: { errorOutput } });
  const { length } = "S3.SlowDownException: ";
  expect(await written).toEqual({
    ...summary,
    unwritten: `S3.SlowDownException: ${"?".repeat(500 - length)}`,
  });
});

test.each([
  [undefined, ""],
  ["", ""],
  ["a/b", "a/b/"],
])("the keys of results with the prefix %j start with %j", (prefix, folder) => {
  expect(folderOf(prefix)).toBe(folder);
});
