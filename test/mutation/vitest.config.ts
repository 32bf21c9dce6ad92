import { mergeConfig } from "vitest/config";
import shared from "../../vitest.config.js";
import { testsFor } from "./folders.js";

const { projects: _, ...test } = shared.test ?? {};

/** The tests for the code that `MUTATED` names, in one project and without the build. */
export default mergeConfig(
  { ...shared, test },
  { test: { include: testsFor(process.env["MUTATED"] ?? "") } },
);
