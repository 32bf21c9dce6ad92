// Runs the integration tests under this Node.
import { run } from "../../support/node-binary.js";

const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/lab/integration/vitest.config.ts"];
run(process.execPath, [...vitest, ...process.argv.slice(2)], "inherit");
