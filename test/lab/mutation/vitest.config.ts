import { mergeConfig } from "vitest/config";
import shared from "../../../vitest.config.js";

// Neither the projects nor the check of files that the tests leave, because the copy is not a Git repository.
const { projects: _, globalSetup: __, ...test } = shared.test ?? {};

/**
 * The tests that `run.mjs` selects for the mutated code, in one project and without a build. Code that is imported on first use is
 * loaded before any test: otherwise Stryker believes that only the first test runs the code at its top level.
 */
export default mergeConfig(
  { ...shared, test },
  {
    test: {
      include: JSON.parse(process.env["MUTATION_TESTS"] ?? "[]"),
      setupFiles: JSON.parse(process.env["MUTATION_LOADED"] ?? "[]"),
      // With some changes, a test waits for a response that never comes. No test takes this long, also on a busy machine.
      testTimeout: 8000,
    },
  },
);
