// `npm run lab -- fuzz [times]`: runs the tests of invalid input with random seeds, 50 times as long as in `npm test` by default.
// A failure prints its seed.
import { run } from "../../support/node-binary.js";

const env = { ...process.env, FUZZ_TIMES: process.argv[2] ?? "50" };
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "source", "--testTimeout", "1200000"];
run(process.execPath, [...vitest, "test/lab/fuzz"], "inherit", env);
