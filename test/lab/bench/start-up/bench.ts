// Cost of loading: start time of the command line, CPU time of the import, and size.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "../../../../src/testing/index.js";
import { root } from "../../../support/run.js";
import { inTurns, printed } from "../processes.js";
import type { Report, Table } from "../report.js";
import { type Install, installOf } from "./install.js";
import { gzipped, inPage, minified } from "./size.js";

const ROUNDS = 9;
/** More, because the difference between two imports is small. */
const IMPORTS = 25;
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
  const imports = (specifier: string) => async () => {
    const program = `await import("${specifier}"); const { user, system } = process.cpuUsage(); console.log(user + system);`;
    return Number(await printed(["--input-type=module", "--eval", program])) / 1000;
  };
  const times = await inTurns(
    {
      bare: took(["--eval", "0"]),
      version: took([BIN, "--version"]),
      status: took([BIN, "status", "--region", "us-east-1", "--endpoint-url", emulator.endpoint]),
    },
    ROUNDS,
  );
  const cpu = await inTurns(
    { nothing: imports("node:events"), rxjs: imports("rxjs"), library: imports("./dist/index.js") },
    IMPORTS,
  );
  const lambda = gzipped(readFileSync(join(root, "dist/cdk/lambda/index.mjs")));
  const timesTable: Table = {
    title: "Starting",
    rows: [
      {
        what: "`fleetwise-registration --version`, beyond `node --eval 0`",
        took: ms(times.version - times.bare),
      },
      {
        what: "`fleetwise-registration status`, beyond `node --eval 0`",
        took: ms(times.status - times.bare),
      },
      { what: "`import` of the library, CPU beyond that of rxjs", took: ms(cpu.library - cpu.rxjs) },
      { what: "`import` of rxjs, CPU beyond that of an empty program", took: ms(cpu.rxjs - cpu.nothing) },
    ],
  };
  const ours = installOf([...Object.keys(dependencies), "rxjs"]);
  return {
    figures: {
      "start-up.cli": times.status - times.bare,
      "start-up.import": cpu.library - cpu.rxjs,
      "start-up.page": (await inPage("waitUntilRegistered")) / 1000,
      "start-up.verdict": (await inPage("registrationState")) / 1000,
      "start-up.lambda": lambda / 1000,
      "start-up.packages": ours.packages,
      "start-up.disk": ours.bytes / 1e6,
    },
    tables: [timesTable, await sizes(), installs(ours)],
  };
}

const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

async function sizes(): Promise<Table> {
  const rows = ENTRIES.map(async (entry) => ({
    "minified with its dependencies, gzip": `dist/${entry}`,
    size: kB(await minified(entry)),
  }));
  return { title: "Sizes", rows: await Promise.all(rows) };
}

function installs(ours: Install): Table {
  const row = (name: string, { packages, bytes }: Install) => ({
    package: name,
    packages: `${packages}`,
    "size on disk": `${(bytes / 1e6).toFixed(1)} MB`,
  });
  const rows = PEERS.map((name) => row(name, installOf([name])));
  return {
    title: "Installs",
    rows: [row("fleetwise-registration's dependencies, with rxjs", ours), ...rows],
  };
}

const ms = (value: number) => `${value.toFixed(0)} ms`;
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
