// Fails a run of the tests that leaves files outside temporary folders: in this project or in the home folder.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root } from "./run.js";

export function setup(): () => void {
  const before = new Set(files());
  return () => {
    const left = files().filter((file) => !before.has(file));
    if (left.length === 0) return;
    console.error(`Expected the tests to write into temporary folders only, they left ${left.join(", ")}`);
    // vitest only logs an error that is thrown here.
    process.exitCode = 1;
  };
}

/** Returns the files of the project that git does not track, without build output, and the entries of the home folder. */
function files(): readonly string[] {
  const excluded = ["node_modules", "dist", "coverage"].map((name) => `--exclude=${name}`);
  const untracked = execFileSync("git", ["ls-files", "--others", ...excluded], {
    cwd: root,
    encoding: "utf8",
  });
  const home = ["", ".aws", ".cache", ".config"].map((name) => join(homedir(), name)).filter(existsSync);
  const inHome = home.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return [...untracked.split("\n"), ...inHome];
}
