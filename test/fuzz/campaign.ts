import type { Parameters } from "fast-check";

/** How many times as long as in `npm test`: there it is short, and the same each time; `npm run test:fuzz` throws other dice. */
const times = Number(process.env["FUZZ_TIMES"] ?? 1);

/** The dice of a property, and how often they are thrown. */
export function campaign(runs: number): Parameters<unknown> {
  return times === 1 ? { numRuns: runs, seed: 1 } : { numRuns: runs * times };
}

/** How many characters a long text has: a megabyte, where there is time for that. */
export const LONG: number = times === 1 ? 2 ** 16 : 2 ** 20;
