#!/usr/bin/env node
// The only file that touches the process.
import { setMaxListeners } from "node:events";
import { fstatSync, readFileSync } from "node:fs";
import isUnicodeSupported from "is-unicode-supported";
import { EXIT_CODES } from "./exit-codes.js";
import { type Host, Interruption, type Output } from "./host.js";
import { crashed, run } from "./run.js";

const interruption = new AbortController();
// Each waiting target adds a listener, and Node warns about more than ten.
setMaxListeners(0, interruption.signal);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
  const state = signal === "SIGINT" ? "interrupted" : "terminated";
  process.on(signal, () => {
    // A second signal exits immediately.
    if (interruption.signal.aborted) process.exit(EXIT_CODES[state]);
    interruption.abort(new Interruption(state));
  });
}

// Ctrl-Z: the view shows the cursor before the program stops.
const suspensions = new Set<(suspended: boolean) => void>();
process.on("SIGTSTP", () => {
  for (const listener of suspensions) listener(true);
  process.kill(process.pid, "SIGSTOP");
});
process.on("SIGCONT", () => {
  for (const listener of suspensions) listener(false);
});

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // The reader has closed the pipe: the exit code is still the result.
  if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") return;
  process.stderr.write(`error: Could not write to standard output: ${error.message}.\n`);
  process.exit(EXIT_CODES.unwritable);
});
// stderr is closed: there is nowhere to report the error.
process.stderr.on("error", () => {});

// Otherwise the AWS SDK prints a warning about Node's version among the output.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

// The same relative path works from src/cli and dist/cli.
const packageRoot = new URL("../../", import.meta.url);

const host: Host = {
  args: process.argv.slice(2),
  env: process.env,
  version: JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")).version,
  packageRoot,
  stdin: async () => Buffer.concat(await process.stdin.toArray()).toString(),
  stdout: Object.defineProperty(process.stdout as Output, "isPipe", { value: isPipe(process.stdout.fd) }),
  stderr: process.stderr,
  signal: interruption.signal,
  onSuspension: (listener) => {
    suspensions.add(listener);
    return () => suspensions.delete(listener);
  },
  now: () => performance.timeOrigin + performance.now(),
  unicode: isUnicodeSupported(),
};

process.on("uncaughtException", (error) => process.exit(crashed(error, host)));

const exitCode = await run(host);
// Exits once the output is written, because idle connections and credential helpers would keep the process alive.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write("", resolve))),
);
process.exit(exitCode);

function isPipe(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false; // The descriptor is closed.
  }
}
