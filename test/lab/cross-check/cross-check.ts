// Plays situations through an entry point, and compares the outcomes with the model.
import { expectationOf } from "./differences.js";
import { entryPoints } from "./entry-points/entry-points.js";
import { type Difference, differencesOf } from "./judge.js";
import type { Expected } from "./model.js";
import type { Row } from "./row.js";
import { type Situation, storyOf } from "./situation.js";

export interface Result {
  readonly entryPoint: string;
  readonly situation: Situation;
  readonly expected: Expected;
  readonly row: Row | undefined;
  readonly differences: readonly Difference[];
}

/** Plays the situations that an entry point supports, and returns their results. */
export async function crossCheck(name: string, played: readonly Situation[]): Promise<readonly Result[]> {
  const open = entryPoints[name];
  if (open === undefined)
    throw new Error(`Expected one of ${Object.keys(entryPoints).join(", ")}, got ${name}`);
  await using entryPoint = await open();
  const results: Result[] = [];
  for (const situation of played) {
    if (!entryPoint.plays(situation)) continue;
    const expected = expectationOf(situation, entryPoint.traits);
    try {
      const outcome = await entryPoint.play(situation);
      const differences = differencesOf(situation, outcome, expected);
      results.push({ entryPoint: name, situation, expected, row: outcome.row, differences });
    } catch (error) {
      const { stack } = error as Error;
      const differences = [
        { kind: "crash", expected: expected.code, found: String(stack ?? error) },
      ] as const;
      results.push({ entryPoint: name, situation, expected, row: undefined, differences });
    }
  }
  return results;
}

/** Returns a readable report of a result, with its differences. */
export function reportOf({ entryPoint, situation, expected, row, differences }: Result): string {
  return [
    `[${entryPoint}] ${storyOf(situation)}`,
    `    expected: ${expected.code}, ${expected.requests.join("../..")} requests, first ${expected.first}`,
    ...differences.map((one) => `    ${one.kind}: expected ${one.expected}, found ${one.found}`),
    ...(row?.message ? [`    message: ${row.message}`] : []),
  ].join("\n");
}
