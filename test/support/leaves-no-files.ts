// Fails a run of the tests that leaves files outside temporary folders: in the home folder, which is an empty one during the run, or,
// in a workflow, where nobody else adds files, in this project.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./run.js";

/** The CDK keeps the fingerprints of assets in this folder. */
const OF_CDK = ".cdk";

export function setup(): () => void {
  // Vitest calls this once for each project.
  if (homedir().startsWith(tmpdir())) return () => {};
  const before = { ...process.env };
  const home = mkdtempSync(join(tmpdir(), "home-"));
  // Installs still use the user's registry and cache.
  process.env["npm_config_userconfig"] ??= join(homedir(), ".npmrc");
  process.env["npm_config_cache"] ??= join(homedir(), ".npm");
  process.env["HOME"] = home;
  const known = new Set(untracked());
  return () => {
    const left = [
      ...readdirSync(home)
        .filter((name) => name !== OF_CDK)
        .map((name) => join(home, name)),
      ...untracked().filter((file) => !known.has(file)),
    ];
    for (const name of ["HOME", "npm_config_userconfig", "npm_config_cache"]) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    if (left.length === 0) return;
    console.error(`Expected the tests to write into temporary folders only, they left ${left.join(", ")}`);
    // vitest only logs an error that is thrown here.
    process.exitCode = 1;
  };
}

/** Returns the files of the project that git does not track, without build output; none outside a workflow. */
function untracked(): readonly string[] {
  if (process.env["CI"] === undefined) return [];
  const excluded = ["node_modules", "dist", "coverage"].map((name) => `--exclude=${name}`);
  const args = ["ls-files", "--others", ...excluded];
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\n");
}
