// `npm run lab -- fuzz [times]`: runs the tests of invalid input and all property tests with random seeds, 50 times as long as in
// `npm test` by default. A failure prints its seed.
import { readdirSync, readFileSync } from "node:fs";
import { run } from "../../support/node-binary.js";

const env = { ...process.env, FUZZ_TIMES: process.argv[2] ?? "50" };
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "source", "--testTimeout", "1200000"];
const tests = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts") && !file.includes("node_modules"))
  .map((file) => `test/${file.replaceAll("\\", "/")}`)
  .filter((file) => readFileSync(file, "utf8").includes('from "fast-check"'));
run(process.execPath, [...vitest, ...tests], "inherit", env);
