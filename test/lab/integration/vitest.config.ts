import { defineConfig } from "vitest/config";
import base from "../../../vitest.config.js";

/** The tests with many processes, installs and compilers. They use the output of `npm run build`. */
export default defineConfig({
  ...(base.resolve && { resolve: base.resolve }),
  test: {
    include: ["test/lab/integration/**/*.test.ts", "test/lab/bench/goals.test.ts"],
    setupFiles: "test/support/titles.ts",
    globalSetup: ["test/support/temporary-folder.ts", "test/support/leaves-no-files.ts"],
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
