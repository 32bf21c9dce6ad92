import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../support/run.js";
import { until } from "../support/until.js";
import { KEYS } from "./program.js";

/** Whether `script` of util-linux is installed, which creates pseudo-terminals. */
export const hasScript: boolean = spawnSync("script", ["--version"]).stdout?.includes("util-linux") === true;

/** The shell command that starts the program. */
export const BIN: string = `'${process.execPath}' '${join(root, "dist/cli/bin.js")}'`;

/** A program at a pseudo-terminal. */
export interface AtTerminal extends Disposable {
  /** Sends keys. */
  press(keys: string): void;
  /** Returns all bytes so far. */
  shown(): string;
  /** Resolves when the bytes match. */
  shows(what: RegExp): Promise<unknown>;
  /** Sends a signal to `script`. */
  kill(signal: NodeJS.Signals): void;
  readonly exitCode: Promise<number | null>;
}

/** Runs a shell command at a pseudo-terminal. */
export function atTerminal(line: string, columns = 80): AtTerminal {
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
    press: (keys) => void child.stdin.write(keys),
    shown: () => shown,
    shows: (what) => until(() => what.test(shown)),
    kill: (signal) => void child.kill(signal),
    [Symbol.dispose]: () => void child.kill(),
    exitCode: new Promise<number | null>((resolve) => child.once("close", resolve)),
  };
}
