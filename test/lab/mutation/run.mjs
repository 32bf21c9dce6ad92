// Changes the code of src one operator or value at a time, and runs the tests that reach the change. Prints each change that no
// test noticed, and fails if fewer than 95 % were noticed. A change that no test can notice is marked in the code, with its reason.
//
//   npm run lab -- mutation                                     all folders that are mutated
//   npm run lab -- mutation timing waiting/judge.ts          one folder, and one file of another
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stryker } from "@stryker-mutator/core";

/** Each folder of src whose code is mutated, with the tests that must notice every change in it. */
const FOLDERS = {
  registration: ["test/registration/*.test.ts"],
  timing: ["test/timing/*.test.ts"],
  options: ["test/options/*.test.ts"],
  waiting: ["test/waiting/*.test.ts", "test/wait.test.ts", "test/ensure.test.ts"],
  failures: ["test/failures/*.test.ts", "test/client/kinds.test.ts"],
  client: ["test/client/*.test.ts"],
  "custom-resource": ["test/custom-resource/*.test.ts"],
  "step-functions": ["test/step-functions/*.test.ts"],
};

const MINIMUM = 95;
const NOTICED = ["Killed", "Timeout"];
const MISSED = ["Survived", "NoCoverage"];

const named = process.argv.slice(2);
named.forEach(testsFor);
for (const path of named.length > 0 ? named : Object.keys(FOLDERS)) {
  const startedMs = performance.now();
  const mutants = await mutate(path);
  const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const missed = mutants.filter(({ status }) => MISSED.includes(status));
  const equivalent = mutants.filter(({ status }) => status === "Ignored").length;
  const score = (100 * noticed) / (noticed + missed.length);
  for (const mutant of missed) console.log(wordsOf(mutant));
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  console.log(
    `${path}: ${score.toFixed(1)} % of ${noticed + missed.length} changes noticed; ${equivalent} equivalent; ${minutes} minutes`,
  );
  if (!(score >= MINIMUM)) process.exitCode = 1;
}

/** Mutates a folder, or a file, in a copy of the repository, which is removed afterwards. */
async function mutate(path) {
  const temporary = mkdtempSync(join(tmpdir(), "mutation-"));
  process.env["MUTATION_TESTS"] = JSON.stringify(testsFor(path));
  try {
    return await new Stryker({
      mutate: [`src/${path}${path.endsWith(".ts") ? "" : "/**/*.ts"}`, "!src/**/*.d.ts"],
      testRunner: "vitest",
      vitest: { configFile: "test/lab/mutation/vitest.config.ts", related: false },
      ignorePatterns: ["dist", "site", "coverage"],
      concurrency: 2,
      reporters: ["progress-append-only"],
      logLevel: "error",
      tempDirName: temporary,
      // Vitest compiles, and Stryker would read the settings by an API that TypeScript 7 does not have.
      tsconfigFile: "none",
      timeoutMS: 20_000,
      dryRunTimeoutMinutes: 20,
    }).runMutationTest();
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function wordsOf({ fileName, location, mutatorName, replacement = "", status }) {
  const { line, column } = location.start;
  return `${status} ${fileName}:${line}:${column} ${mutatorName}: ${replacement.replace(/\s+/g, " ").slice(0, 100)}`;
}

/** Returns the tests for a folder of src, or for a file in one. @throws RangeError if its folder is not mutated. */
function testsFor(path) {
  const tests = FOLDERS[path.split("/")[0]];
  if (tests !== undefined) return tests;
  throw new RangeError(
    `Expected a folder of src, or a file in one, of ${Object.keys(FOLDERS).join(", ")}; got "${path}"`,
  );
}
