// Changes the code of src one operator or value at a time, and runs the tests of the changed folder. Prints each change that no test
// noticed, and fails if fewer than 95% were noticed. A change that no test can notice is listed in equivalents.js, with the
// reason; a wrong entry of this list is a failure too.
//
//   npm run lab -- mutation                                  all parts of src in PARTS
//   npm run lab -- mutation timing waiting/judge.ts          one folder, and one file of another folder
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stryker } from "@stryker-mutator/core";
import { EQUIVALENTS } from "./equivalents.js";

/** Mutated folders and files of src, each with the tests that must notice the changes in it. */
const PARTS = {
  registration: ["test/registration/*.test.ts"],
  timing: ["test/timing/*.test.ts"],
  options: ["test/options/*.test.ts"],
  waiting: ["test/waiting/*.test.ts", "test/wait.test.ts", "test/ensure.test.ts"],
  failures: ["test/failures/*.test.ts"],
  "client/retrying.ts": ["test/client/retrying.test.ts"],
  "client/source.ts": ["test/client/source.test.ts"],
  "client/sdk-client.ts": ["test/client/{source,sdk-client}.test.ts"],
  "client/fleetwise-client.ts": ["test/client/fleetwise-client*.test.ts"],
  "client/built-in": ["test/client/fleetwise-client*.test.ts", "test/client/built-in/*.test.ts"],
  "client/http": [
    "test/client/transport.test.ts",
    "test/client/fleetwise-client*.test.ts",
    "test/client/http/*.test.ts",
  ],
  "client/aws-config/caller-identity.ts": ["test/client/aws-config/caller-identity.test.ts"],
  "client/aws-config/config-files.ts": ["test/client/aws-config/config-files.test.ts"],
  "client/aws-config/container-role.ts": ["test/client/aws-config/container-role.test.ts"],
  "client/aws-config/credential-chain.ts": ["test/client/aws-config/credential-chain.test.ts"],
  "client/aws-config/credential-command.ts": ["test/client/aws-config/credential-command.test.ts"],
  "client/aws-config/credential-services.ts": ["test/client/aws-config/credential-services.test.ts"],
  "client/aws-config/ini.ts": ["test/client/aws-config/ini.test.ts"],
  "client/aws-config/instance-role.ts": ["test/client/aws-config/instance-role.test.ts"],
  "client/aws-config/metadata-service.ts": ["test/client/aws-config/metadata-service.test.ts"],
  "client/aws-config/shared-config.ts": ["test/client/aws-config/shared-config.test.ts"],
  "client/aws-config/shell-words.ts": ["test/client/aws-config/shell-words.test.ts"],
  "custom-resource": ["test/custom-resource/*.test.ts"],
  // Without the examples, which run in processes of their own, and the costs, which take long.
  "step-functions": ["test/step-functions/!(costs|examples).test.ts"],
};

const MINIMUM = 95;
const NOTICED = ["Killed", "Timeout"];
const MISSED = ["Survived", "NoCoverage"];

const named = process.argv.slice(2);
for (const path of named.length > 0 ? named.flatMap(partsOf) : Object.keys(PARTS)) {
  const startedMs = performance.now();
  const all = (await mutate(path)).filter(({ status }) => [...NOTICED, ...MISSED].includes(status));
  const listed = EQUIVALENTS.filter(({ file }) => file === path || file.startsWith(`${path}/`));
  const mutants = all.filter((mutant) => !listed.some((one) => isListed(mutant, one)));
  const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const missed = mutants.filter(({ status }) => MISSED.includes(status));
  const equivalent = all.length - mutants.length;
  const score = (100 * noticed) / mutants.length;
  for (const mutant of missed) console.log(wordsOf(mutant));
  for (const wrong of wrongIn(listed, all)) {
    console.log(wrong);
    process.exitCode = 1;
  }
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  console.log(
    `${path}: ${score.toFixed(1)} % of ${mutants.length} changes noticed; ${equivalent} equivalent; ${minutes} minutes`,
  );
  if (!(score >= MINIMUM)) process.exitCode = 1;
}

/** Mutates a folder or a file in a temporary copy of the repository. */
async function mutate(path) {
  const temporary = mkdtempSync(join(tmpdir(), "mutation-"));
  process.env["MUTATION_TESTS"] = JSON.stringify(testsFor(path));
  process.env["MUTATION_LOADED"] = JSON.stringify(isIn("client", path) ? filesOf(`src/${path}`) : []);
  try {
    return await new Stryker({
      mutate: [`src/${path}${path.endsWith(".ts") ? "" : "/**/*.ts"}`, "!src/**/*.d.ts"],
      testRunner: "vitest",
      vitest: { configFile: "test/lab/mutation/vitest.config.ts", related: false },
      ignorePatterns: ["dist", "coverage"],
      concurrency: 2,
      reporters: ["progress-append-only"],
      logLevel: "error",
      tempDirName: temporary,
      // Vitest compiles. Stryker would read the settings with an API that TypeScript 7 lacks.
      tsconfigFile: "none",
      timeoutMS: 10_000,
      dryRunTimeoutMinutes: 20,
    }).runMutationTest();
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function filesOf(path) {
  if (path.endsWith(".ts")) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(path, name));
}

/** Returns whether an entry of the list describes a change. */
function isListed(mutant, { file, code, line = "", to }) {
  const { fileName, location, replacement } = mutant;
  if (!fileName.replaceAll("\\", "/").endsWith(`/src/${file}`) || !to.includes(oneLine(replacement)))
    return false;
  const { start, end } = location;
  const lines = readFileSync(fileName, "utf8")
    .split("\n")
    .slice(start.line - 1, end.line);
  const last = lines.at(-1).length - end.column + 1;
  const text = lines.join("\n");
  return lines[0].includes(line) && oneLine(text.slice(start.column - 1, text.length - last)) === code;
}

/** Yields each error in the list: an entry that a test notices, or that fits no change. */
function* wrongIn(listed, mutants) {
  for (const one of listed)
    for (const to of one.to) {
      const fitting = mutants.filter((mutant) => isListed(mutant, { ...one, to: [to] }));
      if (fitting.length === 0)
        yield `Listed as equivalent, but not in the code: ${one.file} ${one.code} -> ${to}`;
      for (const mutant of fitting)
        if (NOTICED.includes(mutant.status)) yield `Listed as equivalent, but noticed: ${wordsOf(mutant)}`;
    }
}

function oneLine(text) {
  return text.replace(/\s+/g, " ");
}

function wordsOf({ fileName, location, mutatorName, replacement = "", status }) {
  const { line, column } = location.start;
  return `${status} ${fileName}:${line}:${column} ${mutatorName}: ${oneLine(replacement).slice(0, 100)}`;
}

/** Returns the parts in a folder of src, or the path itself if it is in a part. @throws RangeError if it is neither. */
function partsOf(path) {
  const parts = Object.keys(PARTS).filter((part) => isIn(path, part));
  if (parts.length > 0) return parts;
  if (testsFor(path) !== undefined) return [path];
  throw new RangeError(
    `Expected a folder of src, or a file in one, of ${Object.keys(PARTS).join(", ")}; got "${path}"`,
  );
}

function testsFor(path) {
  return PARTS[Object.keys(PARTS).find((part) => isIn(part, path))];
}

function isIn(folder, path) {
  return path === folder || path.startsWith(`${folder}/`);
}
