// Shell completion: the program's completions, and real shells that use them, if installed.
// cspell:ignore targ
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { scenarios } from "../../src/cli/scenarios.js";
import { program } from "./program.js";
import { atTerminal, BIN, hasScript } from "./terminal.js";

const folder = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
afterAll(() => rmSync(folder, { recursive: true }));
const config = join(folder, "config");
writeFileSync(
  config,
  ["default", "profile production", "profile test"].map((name) => `[${name}]\nregion = us-east-1\n`).join(""),
);
const installed = join(folder, "fleetwise-registration");
writeFileSync(installed, `#!/bin/sh\nexec ${BIN} "$@"\n`);
chmodSync(installed, 0o755);
mkdirSync(join(folder, "elsewhere"));
writeFileSync(join(folder, "elsewhere/targets.json"), "[]");

/** Returns the completions for these words. */
async function follows(...words: string[]): Promise<string[]> {
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
  const { stdout, stderr, exitCode } = await program(["complete", "--", ...words], env);
  expect([stderr, exitCode]).toEqual(["", 0]);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t")[0] ?? "");
}

describe.concurrent("completion", { timeout: 60_000 }, () => {
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
    const { stdout, exitCode } = await program(["completion", shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/fleetwise-registration complete/);
  });

  test("completion of an unknown shell is wrong usage", async () => {
    const { stderr, exitCode } = await program(["completion", "csh"]);
    expect(stderr).toMatch(/'csh' is invalid.*bash, zsh, fish/);
    expect(exitCode).toBe(2);
  });
});

/** For each shell: the command that starts it, and the line that loads the completions. */
const SHELLS = {
  bash: ["bash --norc --noprofile -i", "source <(fleetwise-registration completion bash)"],
  zsh: ["zsh -f -i", "source <(fleetwise-registration completion zsh)"],
  fish: ["fish --no-config -i", "fleetwise-registration completion fish | source"],
} as const;
const there = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

describe.concurrent("at a terminal, without any package for completion", { timeout: 60_000 }, () => {
  for (const [shell, [command, load]] of Object.entries(SHELLS)) {
    const missing = !hasScript || !there(shell);
    test.skipIf(missing).for([
      ["an option", "wait --max-w", /--max-wait-time/],
      ["the value behind an equals sign", "wait --emulate=fails-i", /--emulate=fails-iam/],
      ["a path of another folder", "wait --targets elsewhere/targ", /elsewhere\/targets\.json/],
    ] as const)(
      `${shell} completes %s${missing ? " (skipped: not installed)" : ""}`,
      async ([, typed, done]) => {
        using terminal = atTerminal(
          `cd '${folder}'; export HOME='${folder}' PATH='${folder}':"$PATH"; PS1='> ' exec ${command}`,
          120,
        );
        // Sourced twice, like a configuration file that is loaded again.
        terminal.press(`${load}; ${load}; echo load''ed\n`);
        await terminal.shows(/loaded/);
        terminal.press(`fleetwise-registration ${typed}\t`);
        await terminal.shows(done);
        expect(stripVTControlCharacters(terminal.shown())).not.toMatch(/not found|readonly|error/i);
        terminal.press("\u0015exit\n");
      },
    );
  }
});
