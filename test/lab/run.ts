// `npm run lab` lists the programs of the lab; `npm run lab -- NAME [arguments]` runs one.
import { run } from "../support/node-binary.js";

/** A program of the lab: its file and arguments, and whether it needs the build. */
interface Program {
  readonly file: string;
  readonly args?: readonly string[];
  readonly built?: true;
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  faults: { file: "faults/run.ts" },
  fuzz: { file: "fuzz/run.ts" },
  soak: { file: "soak/run.ts" },
  "cross-check": { file: "cross-check/run.ts" },
  borders: { file: "borders/run.ts" },
  mutation: { file: "mutation/run.mjs" },
  runtimes: { file: "runtimes/run.ts", built: true },
  embed: { file: "embed/run.ts", built: true },
  integration: { file: "integration/run.ts", built: true },
  independent: { file: "independent/run.ts", built: true },
  matrix: { file: "matrix.ts", args: ["22", "24"], built: true },
  tarball: { file: "try-tarball.mjs" },
  bench: { file: "bench/run.ts", built: true },
  fleet: { file: "bench/fleet.ts", built: true },
  "measure-cdk": { file: "bench/measure-cdk.mjs", built: true },
  rollout: { file: "rollout.ts" },
  pictures: { file: "pictures/index.ts", built: true },
};

const [name = "", ...args] = process.argv.slice(2);
const program = PROGRAMS[name];
if (program === undefined) {
  console.error(
    `Expected one of ${Object.keys(PROGRAMS).join(", ")}${name && `, got "${name}"`}. See test/lab/README.md.`,
  );
  process.exit(2);
}
if (program.built) run(process.execPath, ["build/index.js"], "inherit");
const file = `test/lab/${program.file}`;
run(process.execPath, ["--import", "tsx", file, ...(program.args ?? []), ...args], "inherit");
