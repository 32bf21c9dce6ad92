import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import base from "../../../vitest.config.js";

/** Tests with real third-party tools, which take minutes. They use the output of `npm run build`. */
export default defineConfig({
  resolve: {
    alias: {
      ...base.resolve?.alias,
      // A dependency of the project in test/lab/embed, which the example outside this folder imports too.
      "@aws/durable-execution-sdk-js": fileURLToPath(
        new URL("node_modules/@aws/durable-execution-sdk-js", import.meta.url),
      ),
    },
  },
  test: {
    include: ["test/lab/embed/**/*.test.ts"],
    setupFiles: "test/support/titles.ts",
    globalSetup: "test/support/temporary-folder.ts",
    maxWorkers: "100%",
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // The framework logs every step.
    silent: "passed-only",
  },
});
