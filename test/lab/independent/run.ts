// Runs the tests that use third-party tools in Python: moto's interpreter of state machines, and cfn-lint.
import { run } from "../../support/node-binary.js";

const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/lab/independent/vitest.config.ts"];
run(process.execPath, [...vitest, ...process.argv.slice(2)], "inherit");
