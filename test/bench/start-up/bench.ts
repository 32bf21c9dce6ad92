// What it takes to load: time of the command line and of the import, and size where size is paid for.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "../../../src/testing/index.js";
import { root } from "../../support/run.js";
import { inTurns, printed } from "../processes.js";
import type { Report, Table } from "../report.js";
import { installOf } from "./install.js";
import { gzipped, minified } from "./size.js";

const ROUNDS = 9;
const BIN = "dist/cli/bin.js";
const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
const ENTRIES = ["index.js", "custom-resource/index.js", "testing/index.js"];
const PEERS = ["@smithy/core", "p-wait-for", "@azure/core-lro", "rxjs", "p-retry"];

export async function run(): Promise<Report> {
  await using emulator = await startEmulator({ timeline: "registersInstantly" });
  const took = (args: readonly string[]) => async () => {
    const began = performance.now();
    await printed(args, KEYS);
    return performance.now() - began;
  };
  const imports = (specifier: string) =>
    took(["--input-type=module", "--eval", `await import("${specifier}")`]);
  const times = await inTurns(
    {
      bare: took(["--eval", "0"]),
      version: took([BIN, "--version"]),
      status: took([BIN, "status", "--region", "us-east-1", "--endpoint-url", emulator.endpoint]),
      rxjs: imports("rxjs"),
      library: imports("./dist/index.js"),
    },
    ROUNDS,
  );
  const lambda = gzipped(readFileSync(join(root, "dist/cdk/lambda/index.mjs")));
  const timesTable: Table = {
    title: "Starting",
    rows: [
      {
        what: "`fleetwise-registration --version`, more than `node --eval 0`",
        time: ms(times.version - times.bare),
      },
      { what: "`fleetwise-registration status`, likewise", time: ms(times.status - times.bare) },
      { what: "`import` of the library, more than of rxjs", time: ms(times.library - times.rxjs) },
      { what: "`import` of rxjs", time: ms(times.rxjs - times.bare) },
    ],
  };
  return {
    figures: { "start-up.cli": times.status - times.bare, "start-up.lambda": lambda / 1000 },
    tables: [timesTable, await sizes(), installs()],
  };
}

async function sizes(): Promise<Table> {
  const rows = ENTRIES.map(async (entry) => ({
    "minified with its dependencies, gzip": `dist/${entry}`,
    size: kB(await minified(entry)),
  }));
  return { title: "Sizes", rows: await Promise.all(rows) };
}

function installs(): Table {
  const row = (name: string, roots: readonly string[]) => {
    const { packages, bytes } = installOf(roots);
    return { package: name, packages: `${packages}`, "size on disk": `${(bytes / 1e6).toFixed(1)} MB` };
  };
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const ours = row("fleetwise-registration's dependencies, with rxjs", [
    ...Object.keys(dependencies),
    "rxjs",
  ]);
  return { title: "Installs", rows: [ours, ...PEERS.map((name) => row(name, [name]))] };
}

const ms = (value: number) => `${value.toFixed(0)} ms`;
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
