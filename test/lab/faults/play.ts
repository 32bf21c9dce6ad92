// Runs the selected parts of the campaign and prints the results. Fails if a part fails.
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { type Part, type Report, runPart } from "./campaign.js";

/** Runs all parts or only `--part name`, with `--runs n` scripts of `--seed n`, or the script at the `--path` of a report. */
export async function play(parts: readonly Part[]): Promise<void> {
  const { values } = parseArgs({
    options: {
      part: { type: "string", multiple: true },
      seed: { type: "string" },
      runs: { type: "string" },
      path: { type: "string" },
    },
  });
  const names = values.part ?? parts.map(({ name }) => name);
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  const seed = Number(values.seed ?? randomInt(2 ** 31));
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  if (unknown.length > 0 || !Number.isInteger(seed) || !(runs === undefined || runs >= 1)) {
    console.error(
      `Expected --seed and --runs to be whole numbers and --part one of ${parts.map(({ name }) => name).join(", ")}`,
    );
    process.exit(2);
  }

  console.log(`--seed ${seed}`);
  for (const part of parts.filter(({ name }) => names.includes(name))) {
    const report = await runPart(part, { seed, runs, path: values.path });
    console.log(`\n${part.name}: ${part.about}\n${summary(report)}`);
    if (report.wrong === undefined) continue;
    process.exitCode = 1;
    console.error(`\nFailed. To repeat it:\n${report.wrong}`);
  }
}

function summary({ runs, seconds, met, wrong }: Report): string {
  const total = `  ${runs} scripts in ${seconds.toFixed(1)} s, wrong outcomes: ${wrong === undefined ? 0 : "at least 1"}`;
  const counts = [...met].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
  return `${total}\n  met: ${counts.join(", ")}`;
}
