// Random scripts by a seed, each with its oracle: what a part of the campaign is, and how it is run.
import fc from "fast-check";

/** Counts by name what the scripts met. */
export interface Tally {
  count(name: string): void;
  readonly counts: ReadonlyMap<string, number>;
}

/** One kind of script, and what it must lead to. */
export interface Part {
  /** The script of package.json that plays it. */
  readonly script?: string;
  readonly name: string;
  readonly about: string;
  /** How many scripts are run, and how many in `npm test`. */
  readonly runs: number;
  readonly few: number;
  property(tally: Tally): fc.IAsyncProperty<unknown>;
}

/** What came of a part. */
export interface Report {
  readonly part: string;
  readonly runs: number;
  readonly seconds: number;
  readonly met: ReadonlyMap<string, number>;
  /** The shortest script found that led to a wrong outcome, and how to play it again; `undefined`: none did. */
  readonly wrong: string | undefined;
}

/** Which scripts are played: the same seed makes the same ones; a path is one of them, as a report names it. */
export interface Which {
  readonly seed: number;
  readonly runs?: number | undefined;
  readonly path?: string | undefined;
}

export async function runPart(part: Part, { seed, runs = part.runs, path }: Which): Promise<Report> {
  const counts = new Map<string, number>();
  const tally: Tally = { counts, count: (name) => counts.set(name, (counts.get(name) ?? 0) + 1) };
  const began = performance.now();
  const details = await fc.check(part.property(tally), { seed, numRuns: runs, ...(path && { path }) });
  return {
    part: part.name,
    runs: details.numRuns,
    seconds: (performance.now() - began) / 1000,
    met: counts,
    wrong: details.failed ? wrongOf(part, details) : undefined,
  };
}

function wrongOf({ name, script = "test:faults" }: Part, details: fc.RunDetails<unknown>): string {
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  return [
    `npm run ${script} -- --part ${name} --seed ${seed} --path ${counterexamplePath}`,
    fc.stringify(counterexample),
    errorInstance instanceof Error ? errorInstance.stack : String(errorInstance),
  ].join("\n");
}
