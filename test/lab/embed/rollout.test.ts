// Runs `npm run lab -- rollout` unchanged: 200 accounts, ten of which fail in ten ways.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environment, root, runNode } from "../../support/run.js";
import { answers, scriptedServer } from "../../support/scripted-server.js";
import { plan } from "../rollout/plan.js";

/** The file that `npm run lab -- rollout` runs. */
const program = ["--import", "tsx", "test/lab/rollout.ts"];

test("the rollout of 200 accounts prints counts and each account's result", async () => {
  const { stdout, stderr, exitCode } = await runNode(program);
  const results = stdout.trim().split("\n");
  const planned = plan(200, 10);
  expect(planned.filter(({ expected }) => expected !== "registered")).toHaveLength(10);
  expect(results.map((line) => line.split("  ").slice(0, 2))).toEqual(
    planned.map(({ account, expected }) => [account, expected]),
  );
  for (const [index, { expected }] of planned.entries())
    if (expected !== "registered") expect(results[index]).toMatch(/ {2}[A-Z_]+: [A-Z].{30,}/);
  const [counts = "", summary = ""] = stderr.split(/^(?=190 of 200)/m);
  const lines = counts.trim().split("\n");
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines)
    expect(line).toMatch(/^\d+ min \d\d s {2}200 accounts: \d+ registered, \d+ waiting, \d+ not registered$/);
  expect(lines.at(-1)).toMatch(/200 accounts: 190 registered, 0 waiting, 10 not registered$/);
  expect(summary).toMatch(
    /^190 of 200 accounts are registered, 10 are not, as planned for 200\. \d+ transitions/,
  );
  expect(exitCode).toBe(0);
});

test("the help of the rollout names existing examples and the AWS CLI command", async () => {
  const { stdout, exitCode } = await runNode([...program, "--help"]);
  expect(exitCode).toBe(0);
  for (const [example] of stdout.matchAll(/examples\/[\w-]+\.ts/g))
    expect(existsSync(join(root, example))).toBe(true);
  expect(stdout).toContain("aws stepfunctions start-execution");
});

test.runIf(spawnSync("aws", ["--version"]).status === 0)(
  "the AWS CLI command in the help lists accounts as the state machine takes them",
  async () => {
    const Accounts = [
      { Id: "123456789012", Status: "ACTIVE" },
      { Id: "210987654321", Status: "SUSPENDED" },
    ];
    await using organizations = await scriptedServer(answers(200, JSON.stringify({ Accounts })));
    const { stdout } = await runNode([...program, "--help"]);
    const command = /^ +(aws organizations .*?) > accounts\.json/ms.exec(stdout)?.[1] ?? "";
    const env = { ...process.env, ...environment, AWS_ENDPOINT_URL: organizations.endpoint };
    const aws = spawn("sh", ["-c", command], { env, stdio: ["ignore", "pipe", "inherit"] });
    const printed = (await aws.stdout.toArray()).join("");
    expect(JSON.parse(printed)).toEqual({ accounts: ["123456789012"] });
  },
);
