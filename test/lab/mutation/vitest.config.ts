import { mergeConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import shared from "../../../vitest.config.js";

// Neither the projects nor the check of files that the tests leave, because the copy is not a Git repository.
const { projects: _, globalSetup: __, ...test } = shared.test ?? {};

/** The tests that `run.mjs` selects for the mutated code. */
const TESTS: readonly string[] = JSON.parse(process.env["MUTATION_TESTS"] ?? "[]");

/** Runs the files that `run.mjs` names in its order, then those that only a pattern matches. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = TESTS.findIndex((test) => moduleId.endsWith(test));
      return index < 0 ? TESTS.length : index;
    };
    return files.sort((a, b) => place(a) - place(b));
  }
}

/** These tests in one project and without a build. */
export default mergeConfig(
  { ...shared, test },
  { test: { include: [...TESTS], sequence: { sequencer: InOrder } } },
);
