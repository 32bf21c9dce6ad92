// The program at a pseudo-terminal, created by `script` of util-linux: raw bytes, the cursor, and Ctrl-C from the keyboard.
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { atTerminal, BIN, hasScript } from "./terminal.js";

const [HIDE_CURSOR, SHOW_CURSOR] = ["\u001b[?25l", "\u001b[?25h"];

describe
  .skipIf(!hasScript)
  .concurrent("at a terminal (needs `script` of util-linux)", { timeout: 60_000 }, () => {
    test("the live view ends with a timeline, no second result, and a visible cursor", async () => {
      using terminal = atTerminal(`${BIN} wait --emulate --time-scale 100 --max-wait-time 60`, 60);
      expect(await terminal.exitCode).toBe(0);
      const shown = terminal.shown();
      expect(shown).toContain("\u001b[?2026h");
      expect(stripVTControlCharacters(shown)).toMatch(/emulated: nothing is sent to AWS\r\n$/);
      expect(shown).not.toContain("REGISTRATION_SUCCESS");
      expect(shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(shown.lastIndexOf(HIDE_CURSOR));
      expect(shown).toContain(HIDE_CURSOR);
    });

    test("a failure is printed once, in terms of this program", async () => {
      using terminal = atTerminal(`${BIN} wait --emulate=fails-iam --time-scale 100 --max-wait-time 60`, 120);
      expect(await terminal.exitCode).toBe(1);
      const shown = stripVTControlCharacters(terminal.shown());
      const last = shown.slice(shown.lastIndexOf("✖ emulator"));
      expect(last.match(/could not be assumed/g)).toHaveLength(1);
      expect(last.match(/next:/g)).toHaveLength(1);
      expect(shown).not.toContain("error:");
    });

    test("Ctrl-C ends a wait at once with 130, a visible cursor, and no further request", async () => {
      await using emulator = await startEmulator({ timeline: "neverSettles" });
      const to = `--endpoint-url ${emulator.endpoint} --region eu-central-1`;
      // The next poll would come after a minute, so the test does not wait for it.
      using terminal = atTerminal(`exec ${BIN} wait ${to} --min-delay 60`);
      await terminal.shows(/pending/);
      terminal.press("\u0003");
      expect(await terminal.exitCode).toBe(130);
      const shown = terminal.shown();
      expect(shown).toContain("interrupted");
      expect(shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(shown.lastIndexOf(HIDE_CURSOR));
      expect(emulator.requests).toHaveLength(1);
    });

    test("Ctrl-Z shows the cursor, and the view is drawn again when the program continues", async () => {
      using terminal = atTerminal(`exec ${BIN} wait --emulate=never-settles --min-delay 60`);
      await terminal.shows(/pending/);
      terminal.press("\u001a");
      // `script` stops when the program stops, and continues it when it is continued itself.
      const waking = setInterval(() => terminal.kill("SIGCONT"), 200);
      const [hide, show] = [HIDE_CURSOR, SHOW_CURSOR].map((code) => code.replace(/[[?]/g, "\\$&"));
      await terminal.shows(new RegExp(`${hide}.*${show}.*${hide}.*pending`, "s"));
      clearInterval(waking);
      terminal.press("\u0003");
      expect(await terminal.exitCode).toBe(130);
      const shown = terminal.shown();
      expect(shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(shown.lastIndexOf(HIDE_CURSOR));
    });

    test("the tally of several targets is the last line", async () => {
      const regions = "--region us-east-1 --region ap-south-1";
      using terminal = atTerminal(
        `${BIN} wait --emulate=fails-iam --time-scale 100 --max-wait-time 60 ${regions}`,
        100,
      );
      expect(await terminal.exitCode).toBe(1);
      const shown = stripVTControlCharacters(terminal.shown());
      expect(shown).toMatch(/\r\n2 targets: 2 failed · emulated: nothing is sent to AWS\r\n$/);
    });

    test("wait piped to cat prints lines without an escape code", async () => {
      using terminal = atTerminal(`${BIN} wait --emulate --time-scale 100 --max-wait-time 60 | cat`);
      expect(await terminal.exitCode).toBe(0);
      expect(terminal.shown()).toMatch(/account +REGISTRATION_SUCCESS/);
      expect(terminal.shown()).not.toContain("\u001b");
    });
  });
