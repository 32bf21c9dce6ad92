// `npm run bench [name ...]`: runs the benches, or those that are named, and holds what they measure against the goals.
// `--check` fails on a miss, `--json` prints the figures for a program, `--write` puts them into docs/performance.md.
import { parseArgs } from "node:util";
import { writeDocument } from "./document.js";
import { type BenchName, benches, type Figures, type GoalName, reached } from "./goals.js";
import { asText, goalsTable, type Report, type Table } from "./report.js";

const runs: Readonly<Record<BenchName, () => Promise<Report>>> = {
  frontier: async () => (await import("./frontier/bench.js")).run(),
  contention: async () => (await import("./contention/bench.js")).run(),
  overhead: async () => (await import("./overhead/bench.js")).run(),
  "start-up": async () => (await import("./start-up/bench.js")).run(),
};

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
    "Expected --write without names of benches: the table of goals in the document has all of them",
  );
  process.exit(2);
}

let figures: Figures = {};
const tables: Table[] = [];
for (const name of benches.filter((name) => positionals.length === 0 || positionals.includes(name))) {
  const report = await runs[name]();
  figures = { ...figures, ...report.figures };
  tables.push(...report.tables);
  if (!values.json) for (const table of report.tables) console.log(asText(table));
}

if (values.json) console.log(JSON.stringify({ figures, tables }, undefined, 2));
else console.log(asText(goalsTable(figures)));
if (values.write) writeDocument(figures, tables);
const missed = Object.entries(figures).filter(([name, figure]) => !reached(name as GoalName, figure));
if (values.check && missed.length > 0) process.exitCode = 1;
