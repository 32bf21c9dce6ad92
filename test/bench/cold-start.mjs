// How much longer the command line takes than `node -e 0`: medians of one run, the programs taking turns.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startEmulator } from "fleetwise-registration/testing";

const ROUNDS = Number(process.argv[2] ?? 15);
const GOAL_MS = 150;
const bin = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const emulator = await startEmulator({ timeline: "registersInstantly" });
const status = [bin, "status", "--region", "us-east-1", "--endpoint-url", emulator.endpoint];
const keys = { AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any" };

const programs = { "node -e 0": ["-e", "0"], "--version": [bin, "--version"], status };
const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, args] of Object.entries(programs)) times[name].push(await timed(args));
}
await emulator.close();

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const bare = median(times["node -e 0"]);
console.log(`node -e 0  ${bare.toFixed(0)} ms`);
for (const name of ["--version", "status"]) {
  const more = median(times[name]) - bare;
  console.log(`${name.padEnd(9)}  +${more.toFixed(0)} ms (goal: at most +${GOAL_MS} ms)`);
  if (more > GOAL_MS) process.exitCode = 1;
}

async function timed(args) {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: "ignore", env: { PATH: process.env.PATH, ...keys } });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`${args.join(" ")} exited with ${code}`);
  return performance.now() - begin;
}
