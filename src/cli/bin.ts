#!/usr/bin/env node
// The only file that touches the process.
import { fstatSync, readFileSync } from "node:fs";
import isUnicodeSupported from "is-unicode-supported";
import { EXIT_CODES } from "./exit-codes.js";
import { type Host, Interruption, type Output } from "./host.js";
import { run } from "./run.js";

const interruption = new AbortController();
for (const [signal, state] of [
  ["SIGINT", "interrupted"],
  ["SIGTERM", "terminated"],
] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait for a clean end.
    if (interruption.signal.aborted) process.exit(EXIT_CODES[state]);
    interruption.abort(new Interruption(state));
  });
}

for (const stream of [process.stdout, process.stderr]) {
  // Who no longer listens need not be told so: the exit code is still the answer.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
  });
}

const host: Host = {
  args: process.argv.slice(2),
  env: process.env,
  // As far away from the source as from what is built of it.
  version: JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version,
  stdout: Object.defineProperty(process.stdout as Output, "isPipe", { value: isPipe(process.stdout.fd) }),
  stderr: process.stderr,
  signal: interruption.signal,
  unicode: isUnicodeSupported(),
};

const exitCode = await run(host);
// What is written is on its way, and then nothing holds the process: no idle connection, no credential helper.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write("", resolve))),
);
process.exit(exitCode);

function isPipe(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false; // closed
  }
}
