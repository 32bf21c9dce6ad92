// Property tests play the same values each time in `npm test`, and other and more values in `npm run lab -- fuzz`.
import fc from "fast-check";

/** Factor of the number of runs: 1 in `npm test`. */
export const TIMES = Number(process.env["FUZZ_TIMES"] ?? 1);

/** Default of fast-check for the number of runs. */
const RUNS = 100;

fc.configureGlobal(TIMES === 1 ? { seed: 1 } : { numRuns: RUNS * TIMES });
