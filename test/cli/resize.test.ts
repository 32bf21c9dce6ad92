// A terminal that is resized while the program runs: a pseudo-terminal created by `script`, and a terminal emulator.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import xterm from "@xterm/headless";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { root } from "../support/run.js";
import { KEYS } from "./program.js";
import { BIN, hasScript } from "./terminal.js";

const ROWS = 60;
/** Matches the cursor movement to the first row of the view, and the erasure from there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const START_AGAIN = /\u001b\[\d+A\r\u001b\[0J/;
const NAMES = Array.from({ length: 12 }, (_, index) => `t-${index}.`);

/** The live view of twelve targets at a pseudo-terminal, as a terminal emulator renders it. */
function openTerminal(endpoint: string, columns: number) {
  const screen = new xterm.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true });
  const targets = JSON.stringify(NAMES.map((name, index) => ({ name, region: `r-${index}` })));
  // The program is a child of a shell, not of `script`, because `script` would stop with it.
  const program = `echo "tty=$(tty)"; exec ${BIN} wait --targets - --endpoint-url ${endpoint} <<< "$TARGETS"`;
  const line = `stty cols ${columns} rows ${ROWS}; bash -c "$PROGRAM"; true`;
  const child = spawn("script", ["-qefc", line, "/dev/null"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      TERM: "xterm-256color",
      LANG: "C.UTF-8",
      PROGRAM: program,
      TARGETS: targets,
      ...KEYS,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  /** Output not yet passed on to the terminal emulator. */
  let held: string | undefined;
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    if (held === undefined) screen.write(data);
    else held += data;
  });
  const rows = async () => {
    await new Promise<void>((resolve) => screen.write("", resolve));
    const { active } = screen.buffer;
    const all = Array.from({ length: active.length }, (_, row) => active.getLine(row));
    return all.map((row) => row?.translateToString(true) ?? "").filter((row) => row !== "");
  };
  return {
    /** Resolves to the rows when they satisfy the condition. */
    async until(holds: (rows: readonly string[]) => boolean): Promise<readonly string[]> {
      for (;;) {
        const shown = await rows();
        if (holds(shown)) return shown;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    /** Changes the size of both sides at the same point of the output, at the start of a new view. */
    async resize(to: number): Promise<void> {
      const [, tty = ""] = /tty=(\S+)/.exec((await rows()).join("\n")) ?? [];
      held = "";
      execFileSync("stty", ["-F", tty, "cols", String(to)]);
      while (!START_AGAIN.test(held)) await once(child.stdout, "data");
      const at = held.search(START_AGAIN);
      const before = held.slice(0, at);
      // More output may come meanwhile, and belongs after the resize.
      await new Promise<void>((resolve) => screen.write(before, resolve));
      screen.resize(to, ROWS);
      screen.write(held.slice(at));
      held = undefined;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.write("\u0003");
      await closed;
    },
  };
}

describe
  .skipIf(!hasScript)
  .concurrent("a terminal (needs `script` of util-linux)", { timeout: 60_000 }, () => {
    test.for([
      [100, 50],
      [100, 33],
      [60, 25],
      [40, 120],
    ] as const)(
      "a terminal resized from %i to %i columns, back and again keeps no stale row",
      async ([from, to]) => {
        await using emulator = await startEmulator({ timeline: "neverSettles" });
        await using terminal = openTerminal(emulator.endpoint, from);
        const complete = (width: number) => (shown: readonly string[]) =>
          shown.at(-1)?.startsWith("0 of 12 settled") === true &&
          shown.at(-3)?.includes("t-11.") === true &&
          /^.{3,}pending/.test(shown.at(-3) ?? "") &&
          // The wide view has rows that do not fit into the narrow one.
          shown.some((row) => row.length > Math.min(from, to)) === width > Math.min(from, to);
        await terminal.until(complete(from));
        for (const width of [to, from, to]) {
          await terminal.resize(width);
          const shown = await terminal.until(complete(width));
          // The shell's line, the targets, the deadline and the summary, each once.
          expect(shown.slice(-15).map((row) => /t-\d+\./.exec(row)?.[0])).toEqual([
            undefined,
            ...NAMES,
            undefined,
            undefined,
          ]);
          for (const part of ["settled", ...NAMES]) {
            expect(
              shown.filter((row) => row.includes(part)),
              shown.join("\n"),
            ).toHaveLength(1);
          }
        }
      },
    );
  });
