// A part of a campaign: random scripts from a seed, each checked by an oracle.
import fc from "fast-check";

/** Counts the events of the scripts by name. */
export interface Tally {
  count(name: string): void;
  readonly counts: ReadonlyMap<string, number>;
}

/** One kind of random script, with its expected outcome. */
export interface Part {
  /** npm script that runs this part. */
  readonly script?: string;
  readonly name: string;
  readonly about: string;
  /** Number of scripts in a full run, and in `npm test`. */
  readonly runs: number;
  readonly few: number;
  property(tally: Tally): fc.IAsyncProperty<unknown>;
}

/** Result of a part. */
export interface Report {
  readonly part: string;
  readonly runs: number;
  readonly seconds: number;
  readonly met: ReadonlyMap<string, number>;
  /** A failing script, shrunk, with the command that repeats it; `undefined` if none failed. */
  readonly wrong: string | undefined;
}

/** Selects the scripts: the same seed produces the same scripts; a path selects the script of a report. */
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

function wrongOf({ name, script = "lab -- faults" }: Part, details: fc.RunDetails<unknown>): string {
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  return [
    `npm run ${script} --part ${name} --seed ${seed} --path ${counterexamplePath}`,
    fc.stringify(counterexample),
    errorInstance instanceof Error ? errorInstance.stack : String(errorInstance),
  ].join("\n");
}
