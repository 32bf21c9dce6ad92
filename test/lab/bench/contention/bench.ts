import type { Figures } from "../goals.js";
import type { Report, Table } from "../report.js";
import {
  consumers,
  crowd,
  earliest,
  everyFiveSeconds,
  type Outcome,
  ours,
  plainJitter,
} from "./contention.js";

const MANY = 1000;

export async function run(): Promise<Report> {
  const rows: Record<string, string>[] = [];
  for (const waiters of [10, 100, MANY]) {
    rows.push({
      "requests / last result": `${waiters} waits`,
      "fleetwise-registration": cell(await crowd(waiters, ours)),
      "the same cadence, plain full jitter": cell(await crowd(waiters, plainJitter)),
      "every 5 s, plain full jitter": cell(await crowd(waiters, everyFiveSeconds)),
      "earliest possible": `${earliest(waiters).toFixed(0)} s`,
    });
  }
  const table: Table = { title: "Contention", rows };
  return { figures: await contention(), tables: [table] };
}

export async function contention(): Promise<Figures> {
  const many = await crowd(MANY, ours);
  const plain = await crowd(MANY, plainJitter);
  const [one, shared] = [await consumers(1), await consumers(MANY)];
  return {
    "contention.last": many.lastAt / earliest(MANY),
    "contention.calls": many.calls / plain.calls,
    "contention.lost": many.lost,
    "contention.consumers": shared.calls / one.calls,
  };
}

function cell({ calls, lastAt, lost }: Outcome): string {
  return `${calls} / ${lastAt.toFixed(0)} s${lost > 0 ? `, ${lost} lost` : ""}`;
}
