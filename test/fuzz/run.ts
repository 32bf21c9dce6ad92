// `npm run test:fuzz [times]`: the tests of bad input, so many times as long as in `npm test` (50), with dice that fall anew. What
// fails prints its seed.
import { run } from "../support/node-binary.js";

const env = { ...process.env, FUZZ_TIMES: process.argv[2] ?? "50" };
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "source", "--testTimeout", "1200000"];
run(process.execPath, [...vitest, "test/fuzz"], "inherit", env);
