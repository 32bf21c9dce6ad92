// Runs the program in a terminal and records the screens. Needs util-linux's `script`, which provides a pseudoterminal.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import xterm from "@xterm/headless";

const bin = fileURLToPath(new URL("../../../dist/cli/bin.js", import.meta.url));

const STEP_MS = 500;
const HOLD_MS = 4000;

/** A part of a line in one style. */
export interface Run {
  readonly column: number;
  text: string;
  /** Index in the palette; -1 is the terminal's default. */
  readonly color: number;
  readonly dim: boolean;
  readonly bold: boolean;
}

/** A screen, each line as runs, and its duration. */
export interface Frame {
  readonly lines: readonly (readonly Run[])[];
  readonly ms: number;
}

/** Size of a terminal, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A run of the program to record. */
export interface Recorded extends Size {
  readonly args: readonly string[];
  /** Arguments to show. */
  readonly shown: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs the program. Returns the distinct consecutive screens with their durations. */
export async function record({ args, shown, env, cwd, columns, rows }: Recorded): Promise<readonly Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  terminal.write(`$ fleetwise-registration ${shown}\r\n`);
  const command = [process.execPath, bin, ...args].map((part) => `'${part}'`).join(" ");
  const child = spawn(
    "script",
    ["-qefc", `stty cols ${columns} rows ${rows}; exec ${command}`, "/dev/null"],
    {
      ...(cwd && { cwd }),
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: process.env["PATH"],
        HOME: "/nonexistent",
        TERM: "xterm-256color",
        LANG: "C.UTF-8",
        ...env,
      },
    },
  );
  child.stdout.on("data", (data: Uint8Array) => terminal.write(data));
  const frames: { readonly screen: string; ms: number }[] = [];
  const shoot = () => {
    const screen = JSON.stringify(linesOf(terminal));
    const latest = frames.at(-1);
    if (latest?.screen === screen) latest.ms += STEP_MS;
    else frames.push({ screen, ms: STEP_MS });
  };
  const timer = setInterval(shoot, STEP_MS);
  await new Promise((resolve) => child.once("close", resolve));
  clearInterval(timer);
  await new Promise<void>((resolve) => terminal.write("", resolve));
  shoot();
  return frames.map(({ screen, ms }, index) => ({
    lines: JSON.parse(screen),
    ms: index === frames.length - 1 ? HOLD_MS : ms,
  }));
}

/** Returns the lines of the screen, each as runs of one style, without blank runs. */
function linesOf({ buffer: { active }, cols, rows }: xterm.Terminal): Run[][] {
  return Array.from({ length: rows }, (_, row) => {
    const line = active.getLine(active.viewportY + row);
    const runs: Run[] = [];
    for (let column = 0; column < cols; column++) {
      const cell = line?.getCell(column);
      const text = cell?.getChars() || " ";
      const style = {
        color: cell?.isFgPalette() ? cell.getFgColor() % 8 : -1,
        dim: Boolean(cell?.isDim()),
        bold: Boolean(cell?.isBold()),
      };
      const last = runs.at(-1);
      if (last && (["color", "dim", "bold"] as const).every((name) => last[name] === style[name]))
        last.text += text;
      else runs.push({ column, text, ...style });
    }
    return runs.filter(({ text }) => text.trim() !== "");
  });
}
