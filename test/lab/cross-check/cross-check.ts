// Plays every situation through an entry point.
import { expectationOf } from "./differences.js";
import { doors } from "./doors/doors.js";
import { type Difference, differencesOf } from "./judge.js";
import type { Expected } from "./model.js";
import type { Row } from "./row.js";
import { type Situation, storyOf } from "./situation.js";

export interface Result {
  readonly door: string;
  readonly situation: Situation;
  readonly expected: Expected;
  readonly row: Row | undefined;
  readonly differences: readonly Difference[];
}

/** The results of those situations that the entry point can be asked for. */
export async function crossCheck(name: string, played: readonly Situation[]): Promise<readonly Result[]> {
  const open = doors[name];
  if (open === undefined) throw new Error(`Expected a door: ${Object.keys(doors).join(", ")}; got ${name}`);
  await using door = await open();
  const results: Result[] = [];
  for (const situation of played) {
    if (!door.plays(situation)) continue;
    const expected = expectationOf(situation, door.traits);
    try {
      const outcome = await door.play(situation);
      const differences = differencesOf(situation, outcome, expected);
      results.push({ door: name, situation, expected, row: outcome.row, differences });
    } catch (error) {
      const { stack } = error as Error;
      const differences = [
        { kind: "crash", expected: expected.code, found: String(stack ?? error) },
      ] as const;
      results.push({ door: name, situation, expected, row: undefined, differences });
    }
  }
  return results;
}

/** A readable report of a result that differs. */
export function reportOf({ door, situation, expected, row, differences }: Result): string {
  return [
    `[${door}] ${storyOf(situation)}`,
    `    expected: ${expected.code}, ${expected.requests.join("../..")} requests, first ${expected.first}`,
    ...differences.map((one) => `    ${one.kind}: expected ${one.expected}, found ${one.found}`),
    ...(row?.message ? [`    message: ${row.message}`] : []),
  ].join("\n");
}
