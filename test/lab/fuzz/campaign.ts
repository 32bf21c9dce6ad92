import type { Parameters } from "fast-check";

/** Factor of the number of runs: 1, with a fixed seed, in `npm test`; `npm run lab -- fuzz` uses random seeds. */
const times = Number(process.env["FUZZ_TIMES"] ?? 1);

/** Returns the number of runs and the seed of a property. */
export function campaign(runs: number): Parameters<unknown> {
  return times === 1 ? { numRuns: runs, seed: 1 } : { numRuns: runs * times };
}

/** Length of a long text in characters; four times as long in long runs. */
export const LONG: number = times === 1 ? 2 ** 14 : 2 ** 16;
