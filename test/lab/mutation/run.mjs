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

/** Mutated folders and files of src, each with the tests that must notice the changes in it. A file comes before its folder. */
const PARTS = {
  registration: ["test/registration/*.test.ts"],
  timing: ["test/timing/*.test.ts"],
  options: ["test/options/*.test.ts"],
  ...alone("waiting", "judge"),
  waiting: ["test/waiting/*.test.ts", "test/wait.test.ts", "test/ensure.test.ts"],
  failures: ["test/failures/*.test.ts"],
  "client/retrying.ts": ["test/client/retrying.test.ts"],
  "client/source.ts": ["test/client/source.test.ts"],
  "client/sdk-client.ts": ["test/client/{sdk-client,source,unsent}.test.ts"],
  "client/fleetwise-client.ts": ["test/client/fleetwise-client.{test,imports.test}.ts"],
  "client/built-in": ["test/client/built-in/**/*.test.ts"],
  "client/http": ["test/client/http/*.test.ts"],
  ...alone("client/aws-config", "caller-identity", "config-files", "container-role", "credential-chain"),
  "client/aws-config/credential-command.ts": [
    "test/{client/aws-config,credentials}/credential-command.test.ts",
  ],
  ...alone("client/aws-config", "credential-services", "ini", "instance-role"),
  ...alone("client/aws-config", "metadata-service", "shared-config", "shell-words"),
  ...alone("custom-resource", "advice", "answer", "cloudformation", "config", "failure", "is-complete"),
  ...alone("custom-resource", "lambda-client", "log", "names", "provider", "time-left"),
  "custom-resource": ["test/custom-resource/*.test.ts"],
  // The direct tests: those of whole executions take long.
  "step-functions/account.ts": ["test/step-functions/{judge,read,register,states}.test.ts"],
  "step-functions/advice.ts": ["test/step-functions/advice.test.ts"],
  "step-functions/endings.ts": ["test/step-functions/{endings,states}.test.ts"],
  "step-functions/expressions.ts": ["test/step-functions/expressions.test.ts"],
  "step-functions/failures.ts": ["test/step-functions/{failures,read}.test.ts"],
  "step-functions/history.ts": ["test/step-functions/options.test.ts"],
  "step-functions/judge.ts": ["test/step-functions/{decide,judge,states}.test.ts"],
  "step-functions/member-role.ts": ["test/step-functions/member-role.test.ts"],
  "step-functions/multi-account.ts": ["test/step-functions/{multi-account-states,states}.test.ts"],
  "step-functions/read.ts": ["test/step-functions/{read,states}.test.ts"],
  "step-functions/register.ts": ["test/step-functions/{register,states}.test.ts"],
  "step-functions/registration.ts": ["test/step-functions/states.test.ts"],
  "step-functions/resolve.ts": ["test/step-functions/options.test.ts"],
  "step-functions/response.ts": ["test/step-functions/{read,register}.test.ts"],
  "step-functions/summary.ts": ["test/step-functions/summary.test.ts"],
  "step-functions/task.ts": ["test/step-functions/{options,states}.test.ts"],
  "step-functions/wait.ts": ["test/step-functions/{cadence,judge,read}.test.ts"],
  "step-functions/write-results.ts": ["test/step-functions/write-results.test.ts"],
};

/** Files that run only in bundles or as a text: the functions of the construct and of the template, and the template. */
const LEFT_OUT = ["inline", "lambda", "template"].map((name) => `custom-resource/${name}.ts`);

const MINIMUM = 95;
const NOTICED = ["Killed", "Timeout"];
const MISSED = ["Survived", "NoCoverage"];

const named = process.argv.slice(2);
for (const path of named.length > 0 ? named.flatMap(partsOf) : Object.keys(PARTS)) {
  const startedMs = performance.now();
  const all = (await mutate(path)).filter(({ status }) => [...NOTICED, ...MISSED].includes(status));
  const listed = EQUIVALENTS.filter(({ file }) => isMutatedIn(path, file));
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

/** Returns the parts of files whose direct tests alone must notice the changes. */
function alone(folder, ...names) {
  return Object.fromEntries(
    names.map((name) => [`${folder}/${name}.ts`, [`test/${folder}/${name}.test.ts`]]),
  );
}

/** Mutates a folder or a file in a temporary copy of the repository. */
async function mutate(path) {
  const temporary = mkdtempSync(join(tmpdir(), "mutation-"));
  process.env["MUTATION_TESTS"] = JSON.stringify(testsFor(path));
  process.env["MUTATION_LOADED"] = JSON.stringify(filesOf(`src/${path}`));
  try {
    return await new Stryker({
      mutate: filesOf(`src/${path}`).filter((file) => isMutatedIn(path, file.slice("src/".length))),
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
  return PARTS[partOf(path)];
}

/** Returns whether a file is mutated with a part, or with a path in one: if it is in no part of its own. */
function isMutatedIn(path, file) {
  return isIn(path, file) && partOf(path) === partOf(file) && !LEFT_OUT.includes(file);
}

function partOf(path) {
  return Object.keys(PARTS).find((part) => isIn(part, path));
}

function isIn(folder, path) {
  return path === folder || path.startsWith(`${folder}/`);
}
