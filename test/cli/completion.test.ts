// Shell completion: what the program answers, and a real shell that asks it where there is one.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { scenarios } from "../../src/cli/scenarios.js";
import { program } from "./program.js";
import { BIN } from "./terminal.js";

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

/** What may follow these words. */
async function follows(...words: string[]): Promise<string[]> {
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
  const { stdout, stderr, exitCode } = await program(["complete", "--", ...words], env);
  expect([stderr, exitCode]).toEqual(["", 0]);
  return stdout
    .trimEnd()
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split("\t")[0] ?? "");
}

describe.concurrent("completion", { timeout: 60_000 }, () => {
  test("of commands", async () => {
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

  test("of options", async () => {
    expect(await follows("wait", "--max-")).toEqual(["--max-wait-time", "--max-delay"]);
    expect(await follows("ensure", "--re")).toEqual(["--reregister", "--region"]);
  });

  test("of their values", async () => {
    expect(await follows("wait", "--region", "")).toEqual(["us-east-1", "eu-central-1", "ap-south-1"]);
    expect(await follows("wait", "--profile", "")).toEqual(["default", "production", "test"]);
    expect(await follows("emulate", "--scenario", "")).toEqual([...scenarios]);
    expect(await follows("wait", "--targets", "")).toContain("package.json");
    expect(await follows("help", "")).toContain("exit-codes");
    expect(await follows("completion", "z")).toEqual(["zsh"]);
  });

  test.for(["bash", "zsh", "fish", "powershell"])(
    "there is a script for %s, which names the program",
    async (shell) => {
      const { stdout, exitCode } = await program(["completion", shell]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/fleetwise-registration complete/);
    },
  );

  test("of another shell there is none", async () => {
    const { stderr, exitCode } = await program(["completion", "csh"]);
    expect(stderr).toMatch(/'csh' is invalid.*bash, zsh, fish/);
    expect(exitCode).toBe(2);
  });

  /** A shell line that asks for what may follow `wait --max-`, in each shell's own way. */
  const shells = {
    // What bash-completion brings, which the script needs.
    bash: `_get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; prev=\${words[cword-1]}; }
      compopt() { :; }
      source <(fleetwise-registration completion bash)
      COMP_WORDS=(fleetwise-registration wait --max-) COMP_CWORD=2
      $(complete -p fleetwise-registration | sed 's/.*-F \\([^ ]*\\).*/\\1/'); echo "\${COMPREPLY[@]}"`,
    fish: `fleetwise-registration completion fish | source; complete -C "fleetwise-registration wait --max-"`,
    zsh: `autoload -U compinit; compinit -u -D; source <(fleetwise-registration completion zsh); whence -w _fleetwise-registration`,
  };
  const answers = { bash: "--max-wait-time --max-delay", fish: "--max-wait-time", zsh: "function" };
  const there = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

  test.for(Object.entries(shells).filter(([shell]) => there(shell)))(
    "asked by a real %s",
    ([shell, line]) => {
      const env = { PATH: `${folder}:${process.env["PATH"]}`, HOME: folder };
      const { stdout, stderr } = spawnSync(shell, ["-c", line], { env, encoding: "utf8" });
      expect(stdout, stderr).toContain(answers[shell as keyof typeof answers]);
    },
  );
});
