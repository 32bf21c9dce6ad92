// Runs the packed package in runtimes, bundlers, package managers, test runners with fake timers, and a browser:
//
//   npm run lab -- runtimes                  all environments
//   npm run lab -- runtimes deno bundlers    those with these names or in these groups
//   npm run lab -- runtimes --write          all, and updates the table of docs/runtimes.md
//
// Reports a tool that cannot be installed. In a workflow, where `CI` is set, such a tool fails the run.
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { installPacked } from "../../package/project.js";
import { root } from "../../support/run.js";
import { browsers } from "./browser.js";
import { bundlers } from "./bundlers.js";
import { type Cell, copyPrograms, type Packed, Unavailable } from "./cell.js";
import { clocks } from "./clocks.js";
import { installers } from "./installers.js";
import { runtimes } from "./runtimes.js";

const ALL: readonly Cell[] = [...runtimes, ...bundlers, ...installers, ...clocks, ...browsers];

const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const known = ALL.flatMap(({ name, group }) => [name, group]);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0)
  throw new RangeError(`Expected names of ${[...new Set(known)].join(", ")}, got ${unknown}`);
const chosen = ALL.filter(
  ({ name, group }) => positionals.length === 0 || positionals.includes(name) || positionals.includes(group),
);

if (values.write && positionals.length > 0)
  throw new RangeError(`Expected no names with --write, which updates the whole table, got ${positionals}`);

const installed = await installPacked();
const packed: Packed = {
  tarball: join(dirname(installed.bare), installed.report.filename),
  project: installed.bare,
  async folder(name) {
    const folder = join(installed.bare, "cells", name);
    await mkdir(folder, { recursive: true });
    await copyPrograms(folder);
    return folder;
  },
};

/** Names and versions by the test that they passed. */
const passed = new Map<string, string[]>();
for (const cell of chosen) {
  try {
    const { version, did } = await cell.try(packed);
    passed.set(did, [...(passed.get(did) ?? []), `${cell.name} (${version})`]);
    console.log(`PASSES  ${cell.name} ${version}: ${did}`);
  } catch (error) {
    const absent = error instanceof Unavailable;
    console.log(absent ? `UNAVAILABLE  ${cell.name}: ${error.message}` : `FAILS  ${cell.name}: ${error}`);
    if (!absent || process.env["CI"]) process.exitCode = 1;
  }
}
await installed.remove();
if (values.write) write([...passed].map(([did, names]) => `| ${names.join(", ")} | ${did} |`));

/** Replaces the rows of the table in the document. */
function write(rows: readonly string[]): void {
  const path = join(root, "docs/runtimes.md");
  const head = "| environment | test |\n|---|---|\n";
  const text = readFileSync(path, "utf8");
  writeFileSync(
    path,
    text.replace(/^\| environment \|.*?(?=\n\n|$(?![\s\S]))/ms, () => `${head}${rows.join("\n")}`),
  );
}
