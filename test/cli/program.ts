import { type ChildProcess, spawn } from "node:child_process";
import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Host, Interruption, type Output } from "../../src/cli/host.js";
import { run } from "../../src/cli/run.js";
import { type EmulatorOptions, startEmulator } from "../../src/testing/index.js";
import { type Outcome, root } from "../support/run.js";

/** The published program. */
export const BIN: string = join(root, "dist/cli/bin.js");

/** An environment with only this process's path, and without the user's files. */
const BARE: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** Credentials that no test can mistake for real ones. */
export const KEYS: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
};

/** Starts the program in a process of its own. */
export function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = KEYS,
  stdin = "",
): { readonly child: ChildProcess; readonly outcome: Promise<Outcome> } {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: root,
    env: { ...BARE, ...env },
    stdio: "pipe",
  });
  child.stdin.end(stdin);
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  // If the test destroys a stream, its output is lost.
  const [out, err] = [child.stdout, child.stderr].map((stream) => stream.toArray().catch(() => []));
  const outcome = Promise.all([out ?? [], err ?? [], exited]).then(([stdout, stderr, exitCode]) => ({
    stdout: stdout.join(""),
    stderr: stderr.join(""),
    exitCode,
  }));
  return { child, outcome };
}

/** Runs the program in a process of its own. */
export function program(
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
  stdin?: string,
): Promise<Outcome> {
  return start(args, env, stdin).outcome;
}

/** Runs the program in this process against an emulator. */
export async function against(
  options: EmulatorOptions,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Outcome> {
  await using emulator = await startEmulator({ timeScale: 600, ...options });
  const to = ["--endpoint-url", emulator.endpoint, "--region", "eu-central-1"];
  return await inside([...args, ...to], env && { env });
}

/** The members of the host that a test overrides. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Promise<string>;
  readonly stdout?: Partial<Output>;
  readonly stderr?: Partial<Output>;
  readonly signal?: AbortSignal;
}

/** Returns a host for the program in this process. */
export function hostOf({
  env = KEYS,
  stdin = "",
  stdout,
  stderr,
  signal = new AbortController().signal,
}: Surroundings = {}): Host {
  const output = (given: Partial<Output> = {}): Output =>
    // Inherits from the stream, because the size of a terminal may change: a copy would keep the former size.
    Object.assign(Object.create(given), { write: (text: string) => given.write?.(text) });
  // Each target adds a listener, as in src/cli/bin.ts.
  setMaxListeners(0, signal);
  return {
    args: [],
    env: { ...BARE, ...env },
    version: "1.2.3",
    packageRoot: pathToFileURL(root),
    stdin: async () => stdin,
    stdout: output(stdout),
    stderr: output(stderr),
    signal,
    onSuspension: () => () => {},
    now: () => Date.now(),
    unicode: true,
  };
}

/** Runs the program in this process. */
export async function inside(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  const host = hostOf(surroundings);
  const keeping = (name: keyof typeof written): Output =>
    Object.assign(Object.create(host[name]), {
      write(text: string) {
        written[name] += text;
        host[name].write(text);
      },
    });
  const exitCode = await run({ ...host, args, stdout: keeping("stdout"), stderr: keeping("stderr") });
  return { ...written, exitCode };
}

/** Returns a signal and a function that aborts it as Ctrl-C does. */
export function interruptible(): { readonly signal: AbortSignal; interrupt(): void } {
  const controller = new AbortController();
  return { signal: controller.signal, interrupt: () => controller.abort(new Interruption("interrupted")) };
}

/** Returns the lines of `--json`, each parsed. */
export function parsed(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
