// The program at a pseudo-terminal, created by `script` of util-linux: raw bytes, the cursor, and Ctrl-C from the keyboard.
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { atTerminal, BIN, hasScript } from "./terminal.js";

const [HIDE_CURSOR, SHOW_CURSOR] = ["\u001b[?25l", "\u001b[?25h"];

describe.skipIf(!hasScript).concurrent("at a terminal (needs `script` of util-linux)", () => {
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

  test("wait piped to cat prints lines without an escape code", async () => {
    using terminal = atTerminal(`${BIN} wait --emulate --time-scale 100 --max-wait-time 60 | cat`);
    expect(await terminal.exitCode).toBe(0);
    expect(terminal.shown()).toMatch(/account +REGISTRATION_SUCCESS/);
    expect(terminal.shown()).not.toContain("\u001b");
  });
});
