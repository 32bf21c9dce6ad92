// Shell completion: the program's completions. Real shells use them in test/lab/integration.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { scenarios } from "../../src/cli/scenarios.js";
import { inside } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
afterAll(() => rmSync(folder, { recursive: true }));
const config = join(folder, "config");
writeFileSync(
  config,
  ["default", "profile production", "profile test"].map((name) => `[${name}]\nregion = us-east-1\n`).join(""),
);

/** Returns the completions for these words. */
async function follows(...words: string[]): Promise<string[]> {
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
  const { stdout, stderr, exitCode } = await inside(["complete", "--", ...words], { env });
  expect([stderr, exitCode]).toEqual(["", 0]);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t")[0] ?? "");
}

describe.concurrent("completion", () => {
  test("complete prints the commands", async () => {
    expect(await follows("")).toEqual([
      "status",
      "wait",
      "ensure",
      "emulate",
      "template",
      "completion",
      "help",
    ]);
    expect(await follows("en")).toEqual(["ensure"]);
  });

  test("complete prints the options of a command", async () => {
    expect(await follows("wait", "--max-")).toEqual(["--max-wait-time", "--max-delay"]);
    expect(await follows("ensure", "--re")).toEqual(["--reregister", "--region"]);
  });

  test("complete prints the values of options and arguments", async () => {
    expect(await follows("wait", "--region", "")).toEqual(["us-east-1", "eu-central-1", "ap-south-1"]);
    expect(await follows("wait", "--profile", "")).toEqual(["default", "production", "test"]);
    expect(await follows("emulate", "--scenario", "")).toEqual([...scenarios]);
    expect(await follows("wait", "--emulate=fails-i")).toEqual(["--emulate=fails-iam"]);
    expect(await follows("wait", "--targets", "")).toEqual([""]);
    expect(await follows("help", "")).toContain("exit-codes");
    expect(await follows("completion", "z")).toEqual(["zsh"]);
  });

  test.for(["bash", "zsh", "fish"])("completion %s prints a script that runs the program", async (shell) => {
    const { stdout, exitCode } = await inside(["completion", shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/fleetwise-registration complete/);
  });

  test("completion of an unknown shell is wrong usage", async () => {
    const { stderr, exitCode } = await inside(["completion", "csh"]);
    expect(stderr).toMatch(/'csh' is invalid.*bash, zsh, fish/);
    expect(exitCode).toBe(2);
  });
});
