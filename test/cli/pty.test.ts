// At a real terminal, which `script` of util-linux lends: the raw bytes, the cursor, and Ctrl-C as the keyboard sends it.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { root } from "../support/run.js";
import { KEYS } from "./program.js";

const hasScript = spawnSync("script", ["--version"]).stdout?.includes("util-linux") === true;

/** Runs a shell line at a terminal; what it shows, and keys to press there. */
function atTerminal(line: string, columns = 80) {
  const child = spawn("script", ["-qefc", `stty cols ${columns} rows 24; ${line}`, "/dev/null"], {
    cwd: root,
    env: { PATH: process.env["PATH"], TERM: "xterm-256color", LANG: "C.UTF-8", ...KEYS },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  return {
    press: (keys: string) => child.stdin.write(keys),
    shown: () => shown,
    async shows(what: RegExp) {
      while (!what.test(shown)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    [Symbol.dispose]: () => void child.kill(),
    exitCode: new Promise<number | null>((resolve) => child.once("close", resolve)),
  };
}

const BIN = `'${process.execPath}' '${join(root, "dist/cli/bin.js")}'`;
const [HIDE_CURSOR, SHOW_CURSOR] = ["\u001b[?25l", "\u001b[?25h"];

describe
  .skipIf(!hasScript)
  .concurrent("at a terminal (needs `script` of util-linux)", { timeout: 30_000 }, () => {
    test("the view comes, ends with a timeline and the result, and the cursor is back", async () => {
      using terminal = atTerminal(`${BIN} wait --emulate --time-scale 100`, 40);
      expect(await terminal.exitCode).toBe(0);
      const shown = terminal.shown();
      expect(shown).toContain("\u001b[?2026h");
      expect(shown).toContain("account 123456789012: REGISTRATION_SUCCESS; ");
      expect(shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(shown.lastIndexOf(HIDE_CURSOR));
      expect(shown).toContain(HIDE_CURSOR);
    });

    test("Ctrl-C ends it at once with 130, the cursor back, and no request after", async () => {
      await using emulator = await startEmulator({ timeline: "neverSettles" });
      const to = `--endpoint-url ${emulator.endpoint} --region eu-central-1`;
      // The second read comes after a minute, for which no test waits.
      using terminal = atTerminal(`exec ${BIN} wait ${to} --min-delay 60`);
      await terminal.shows(/pending/);
      terminal.press("\u0003");
      expect(await terminal.exitCode).toBe(130);
      const shown = terminal.shown();
      expect(shown).toContain("error:");
      expect(shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(shown.lastIndexOf(HIDE_CURSOR));
      expect(emulator.requests).toHaveLength(1);
    });

    test("piped to cat, it prints plain lines without an escape code", async () => {
      using terminal = atTerminal(`${BIN} wait --emulate --time-scale 100 | cat`);
      expect(await terminal.exitCode).toBe(0);
      expect(terminal.shown()).toMatch(/account +REGISTRATION_SUCCESS/);
      expect(terminal.shown()).not.toContain("\u001b");
    });
  });
