import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import base from "../../../vitest.config.js";

/** The tests that take the real machinery around the library: minutes, not seconds. They take what `npm run build` made. */
export default defineConfig({
  resolve: {
    alias: {
      ...base.resolve?.alias,
      // Of the project in test/embed, also for the example that is made of it.
      "@aws/durable-execution-sdk-js": fileURLToPath(
        new URL("node_modules/@aws/durable-execution-sdk-js", import.meta.url),
      ),
    },
  },
  test: {
    include: ["test/lab/embed/**/*.test.ts"],
    setupFiles: "test/support/titles.ts",
    maxWorkers: "100%",
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // The framework logs every step.
    silent: "passed-only",
  },
});
