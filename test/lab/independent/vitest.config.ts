import { defineConfig } from "vitest/config";
import base from "../../../vitest.config.js";

/** The tests with third-party tools in Python. They are skipped if the tools are not installed. */
export default defineConfig({
  ...(base.resolve && { resolve: base.resolve }),
  test: {
    include: ["test/lab/independent/**/*.test.ts"],
    setupFiles: "test/support/titles.ts",
    globalSetup: "test/support/built.ts",
    maxWorkers: 1,
    testTimeout: 300_000,
  },
});
