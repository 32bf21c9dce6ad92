import type { Parameters } from "fast-check";

/** How many times as long as in `npm test`: there it is short, and the same each time; `npm run test:fuzz` throws other dice. */
const times = Number(process.env["FUZZ_TIMES"] ?? 1);

/** The dice of a property, and how often they are thrown. */
export function campaign(runs: number): Parameters<unknown> {
  return times === 1 ? { numRuns: runs, seed: 1 } : { numRuns: runs * times };
}
