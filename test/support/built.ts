// What the tests of the built package begin with. The others do without: they run on the source.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { root, runNode } from "./run.js";

/** What it is made of. */
const SOURCES = ["src", ".build", "package.json", "tsconfig.json", "tsconfig.build.json"];

/** Written last. */
const LAST = "dist/LICENSES.txt";

export default async function setup(project: TestProject): Promise<void> {
  await build();
  project.onTestsRerun(build);
}

/** Builds the package where its build is not up to date. */
async function build(): Promise<void> {
  const builtAt = statSync(join(root, LAST), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.flatMap(filesIn).every((file) => statSync(file).mtimeMs < builtAt)) return;
  const { stderr, exitCode } = await runNode([".build/index.js"]);
  if (exitCode !== 0) throw new Error(`The build failed:\n${stderr}`);
}

function filesIn(name: string): string[] {
  const path = join(root, name);
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" }).map((file) => join(path, file));
}
