// Completion in real shells, if installed.
// cspell:ignore targ
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { atTerminal, BIN, hasScript } from "../../cli/terminal.js";

const folder = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
afterAll(() => rmSync(folder, { recursive: true }));
const installed = join(folder, "fleetwise-registration");
writeFileSync(installed, `#!/bin/sh\nexec ${BIN} "$@"\n`);
chmodSync(installed, 0o755);
mkdirSync(join(folder, "elsewhere"));
writeFileSync(join(folder, "elsewhere/targets.json"), "[]");

/** For each shell: the command that starts it, and the line that loads the completions. */
const SHELLS = {
  bash: ["bash --norc --noprofile -i", "source <(fleetwise-registration completion bash)"],
  zsh: ["zsh -f -i", "source <(fleetwise-registration completion zsh)"],
  fish: ["fish --no-config -i", "fleetwise-registration completion fish | source"],
} as const;
// fish creates folders at home.
const there = (shell: string) =>
  spawnSync(shell, ["-c", "true"], { env: { ...process.env, HOME: folder } }).status === 0;

describe.concurrent("at a terminal, without any package for completion", () => {
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
