// A terminal that is resized while the program runs: a pseudo-terminal created by `script`, and one in this process. A terminal
// emulator renders both.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import xterm from "@xterm/headless";
import { expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { root } from "../support/run.js";
import { until } from "../support/until.js";
import { inside, interruptible, KEYS } from "./program.js";
import { BIN, hasScript } from "./terminal.js";

const ROWS = 60;
/** Matches the cursor movement to the first row of the view, and the erasure from there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const START_AGAIN = /\u001b\[\d+A\r\u001b\[0J/;
const NAMES = Array.from({ length: 12 }, (_, index) => `t-${index}.`);

const TARGETS = JSON.stringify(NAMES.map((name, index) => ({ name, region: `r-${index}` })));

/** The live view of twelve targets, as a terminal emulator renders it. */
interface Resizable extends AsyncDisposable {
  until(holds: (rows: readonly string[]) => boolean): Promise<readonly string[]>;
  resize(to: number): Promise<void>;
}

const screenOf = (columns: number) =>
  new xterm.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true });

/** Returns the rows with text, after all output was rendered. */
async function rowsOf(screen: xterm.Terminal): Promise<readonly string[]> {
  await new Promise<void>((resolve) => screen.write("", resolve));
  const { active } = screen.buffer;
  const all = Array.from({ length: active.length }, (_, row) => active.getLine(row));
  return all.map((row) => row?.translateToString(true) ?? "").filter((row) => row !== "");
}

/** Resolves to the rows when they satisfy the condition. */
function rowsWhen(
  screen: xterm.Terminal,
  holds: (rows: readonly string[]) => boolean,
): Promise<readonly string[]> {
  return until(async () => {
    const shown = await rowsOf(screen);
    return holds(shown) && shown;
  });
}

/** The view at a pseudo-terminal, in a process. */
function openTerminal(endpoint: string, columns: number): Resizable {
  const screen = screenOf(columns);
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
      TARGETS,
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
  return {
    until: (holds) => rowsWhen(screen, holds),
    /** Changes the size of both sides at the same point of the output, at the start of a new view. */
    async resize(to: number): Promise<void> {
      const [, tty = ""] = /tty=(\S+)/.exec((await rowsOf(screen)).join("\n")) ?? [];
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

/** The same view in this process. */
function openInside(endpoint: string, columns: number): Resizable {
  const screen = screenOf(columns);
  let onResize = () => {};
  const stream = {
    isTTY: true,
    get columns() {
      return screen.cols;
    },
    rows: ROWS,
    write: (text: string) => screen.write(text.replaceAll("\n", "\r\n")),
    on: (_event: "resize", listener: () => void) => {
      onResize = listener;
    },
    off: () => {},
  };
  const { signal, interrupt } = interruptible();
  screen.write("$ a row of the shell\r\n");
  const running = inside(["wait", "--targets", "-", "--endpoint-url", endpoint], {
    env: { TERM: "xterm-256color", ...KEYS },
    stdin: TARGETS,
    stderr: stream,
    signal,
  });
  return {
    until: (holds) => rowsWhen(screen, holds),
    async resize(to) {
      await rowsOf(screen);
      screen.resize(to, ROWS);
      onResize();
    },
    async [Symbol.asyncDispose]() {
      interrupt();
      await running;
    },
  };
}

/** Resizes a terminal, back and again, and checks its rows after each change. */
async function resizes(terminal: Resizable, from: number, to: number): Promise<void> {
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
}

test.skipIf(!hasScript)(
  "a pseudo-terminal resized from 100 to 50 columns, back and again keeps no stale row",
  async () => {
    await using emulator = await startEmulator({ timeline: "neverSettles" });
    await using terminal = openTerminal(emulator.endpoint, 100);
    await resizes(terminal, 100, 50);
  },
);

test.for([
  [100, 33],
  [60, 25],
  [40, 120],
] as const)(
  "a terminal resized from %i to %i columns, back and again keeps no stale row",
  async ([from, to]) => {
    await using emulator = await startEmulator({ timeline: "neverSettles" });
    await using terminal = openInside(emulator.endpoint, from);
    await resizes(terminal, from, to);
  },
);
