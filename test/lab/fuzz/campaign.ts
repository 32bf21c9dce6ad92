import type { Parameters } from "fast-check";
import { TIMES } from "../../support/property-runs.js";

/** Returns the number of runs of a property that does not have the default number. */
export const campaign = (runs: number): Parameters<unknown> => ({ numRuns: runs * TIMES });
