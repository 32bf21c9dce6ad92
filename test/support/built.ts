// Setup of the tests that need the built package. The other tests run on the source.
import type { TestProject } from "vitest/node";
import { runNode } from "./run.js";

export default async function setup(project: TestProject): Promise<void> {
  await build();
  project.onTestsRerun(build);
}

async function build(): Promise<void> {
  const { stderr, exitCode } = await runNode(["build/fresh.js"]);
  if (exitCode !== 0) throw new Error(`The build failed:\n${stderr}`);
}
