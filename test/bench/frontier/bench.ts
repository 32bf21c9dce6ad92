import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/run.js";
import { GOALS } from "../goals.js";
import type { Report, Table } from "../report.js";
import { boundOf, ratio } from "./bound.js";
import type { Cost } from "./cost.js";
import { type Frontier, frontier, known, knownLaws } from "./frontier.js";
import { memoryless } from "./laws.js";
import { plot } from "./plot.js";

const SEEDS = 100;
const PICTURE = join(root, ".github/frontier.svg");

export async function run(): Promise<Report> {
  const laws = knownLaws();
  const found = await frontier(laws, SEEDS);
  const held = known(memoryless(300));
  const boundAt = (calls: number) => boundOf(laws, calls, held, GOALS["frontier.memoryless"].atMost);
  const bounds = [8, 12, 18, 27, 40, 60, 90, 140].map(boundAt);
  writeFileSync(PICTURE, await plot(found.policies, bounds));
  return {
    figures: found.figures,
    tables: [policiesTable(found, ratio(boundAt(found.ours.seven.calls))), partsTable(found)],
  };
}

function policiesTable({ policies }: Frontier, bound: number): Table {
  const rows = policies.map(({ name, usual, atOnce, mostlyAtOnce, late, seven }) => ({
    "calls / mean delay": name,
    "lognormal around 300 s": cell(usual),
    "done within 3 s": cell(atOnce),
    "70 % within 3 s": cell(mostlyAtOnce),
    "joined 200 s late": cell(late),
    "delay / optimum": seven.overOptimum.toFixed(2),
  }));
  const none = {
    "lognormal around 300 s": "",
    "done within 3 s": "",
    "70 % within 3 s": "",
    "joined 200 s late": "",
  };
  const last = {
    "calls / mean delay": "the best schedule that does not know the law",
    ...none,
    "delay / optimum": bound.toFixed(2),
  };
  return { title: "Calls and delay", rows: [...rows, last] };
}

function partsTable({ parts }: Frontier): Table {
  const rows = parts.map(({ course, visible, hidden, ratio }) => ({
    "calls / mean delay": course.name,
    "parts in the answers": cell(visible),
    "without them": cell(hidden),
    "delay x calls, ratio": ratio.toFixed(2),
  }));
  return { title: "What the parts tell", rows };
}

function cell({ calls, delay }: Cost): string {
  return `${calls.toFixed(1)} / ${delay.toFixed(delay < 10 ? 2 : 1)} s`;
}
