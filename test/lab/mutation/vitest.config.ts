import { mergeConfig } from "vitest/config";
import shared from "../../../vitest.config.js";

const { projects: _, ...test } = shared.test ?? {};

/** The tests that `run.mjs` names for the code that it mutates, in one project and without the build. */
export default mergeConfig(
  { ...shared, test },
  { test: { include: JSON.parse(process.env["MUTATION_TESTS"] ?? "[]") } },
);
