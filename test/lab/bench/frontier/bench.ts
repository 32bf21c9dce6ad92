import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../support/run.js";
import type { Report, Table } from "../report.js";
import type { Cost } from "./cost.js";
import { delayAt } from "./curve.js";
import { type Frontier, frontier, reachable } from "./frontier.js";
import { plot } from "./plot.js";

const SEEDS = 100;
const PICTURE = join(root, ".github/frontier.svg");

export async function run(): Promise<Report> {
  const found = await frontier(SEEDS);
  writeFileSync(PICTURE, plot(found.policies));
  return { figures: found.figures, tables: [policiesTable(found), partsTable(found)] };
}

function policiesTable({ policies, ours }: Frontier): Table {
  const rows = policies.map(({ name, usual, atOnce, mostlyAtOnce, late, seven }) => ({
    "polls / mean delay": name,
    "lognormal around 300 s": cell(usual),
    "done within 3 s": cell(atOnce),
    "70 % within 3 s": cell(mostlyAtOnce),
    "joined 200 s late": cell(late),
    "delay / optimum": seven.overOptimum.toFixed(2),
  }));
  const { calls, delay, optimum } = reachable.bound;
  const bound = { calls, delay: delay.map((seconds, index) => seconds / (optimum[index] ?? Number.NaN)) };
  const empty = Object.fromEntries(Object.keys(rows[0] ?? {}).map((column) => [column, ""]));
  const last = {
    ...empty,
    "polls / mean delay": "the best schedule that does not know the distribution",
    "delay / optimum": delayAt(bound, ours.seven.calls).toFixed(2),
  };
  return { title: "Polls and delay", rows: [...rows, last] };
}

function partsTable({ parts }: Frontier): Table {
  const rows = parts.map(({ course, visible, hidden, ratio }) => ({
    "polls / mean delay": course.name,
    "with the resources' statuses": cell(visible),
    without: cell(hidden),
    "delay x polls, ratio": ratio.toFixed(2),
  }));
  return { title: "Resources", rows };
}

function cell({ calls, delay }: Cost): string {
  return `${calls.toFixed(1)} / ${delay.toFixed(delay < 10 ? 2 : 1)} s`;
}
