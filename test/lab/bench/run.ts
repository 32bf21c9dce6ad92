// `npm run lab -- bench [name ...]`: runs all benches or the named ones, and compares the measurements with the goals.
// `--check` fails on a miss that is not known, `--json` prints the figures and tables as JSON, `--write` writes the tables into
// docs/performance.md and test/lab/bench/README.md.
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { writeDocuments } from "./document.js";
import { accepted, type BenchName, benches, type Figures, type GoalName } from "./goals.js";
import { asText, goalsTable, type Report, type Table } from "./report.js";

const runs: Readonly<Record<BenchName, () => Promise<Report>>> = {
  frontier: async () => (await import("./frontier/bench.js")).run(),
  contention: async () => (await import("./contention/bench.js")).run(),
  overhead: async () => (await import("./overhead/bench.js")).run(),
  "start-up": async () => (await import("./start-up/bench.js")).run(),
};

const MACHINE = { cores: `${availableParallelism()}`, node: process.version };

/** Returns the mean number of processes that ran or waited for a core during the last minute. */
const runningNow = () => (loadavg()[0] ?? 0).toFixed(1);

const { values, positionals } = parseArgs({
  options: { check: { type: "boolean" }, json: { type: "boolean" }, write: { type: "boolean" } },
  allowPositionals: true,
});
const isBench = (name: string): name is BenchName => benches.some((known) => known === name);
const unknown = positionals.filter((name) => !isBench(name));
if (unknown.length > 0) {
  console.error(`Expected names of benches (${benches.join(", ")}), got ${unknown.join(", ")}`);
  process.exit(2);
}

if (values.write && positionals.length > 0) {
  console.error(
    "Expected no bench names with --write, because the document's table of goals has all of them",
  );
  process.exit(2);
}

let figures: Figures = {};
const tables: Table[] = [];
const load: Record<string, string>[] = [];
for (const name of benches.filter((name) => positionals.length === 0 || positionals.includes(name))) {
  const before = runningNow();
  const report = await runs[name]();
  load.push({ bench: name, "load before": before, "load after": runningNow(), ...MACHINE });
  figures = { ...figures, ...report.figures };
  tables.push(...report.tables);
  if (!values.json) for (const table of report.tables) console.log(asText(table));
}

tables.push({ title: "Load", rows: load });
if (values.json) console.log(JSON.stringify({ figures, tables }, undefined, 2));
else for (const table of [...tables.slice(-1), goalsTable(figures)]) console.log(asText(table));
if (values.write) writeDocuments(figures, tables);
const failed = Object.entries(figures).filter(([name, figure]) => !accepted(name as GoalName, figure));
if (values.check && failed.length > 0) process.exitCode = 1;
