// Other versions of Node, for tests that need them.
//
// The binaries are npm packages, one for each platform. They are not devDependencies, because a devDependency that exists for one
// platform only breaks `npm ci` on every other.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.js";

/** Cache folder for the tools that tests install. */
export const cache: string = join(root, "node_modules/.cache/tools");
const platform = process.platform === "win32" ? "win" : process.platform;

/** Returns the path of a Node binary of this major version, and installs it if needed. */
export function nodeBinary(version: string): string {
  const home = join(cache, `node-${version}`);
  const name = `node-${platform}-${process.arch}`;
  const path = join(home, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(path)) {
    mkdirSync(home, { recursive: true });
    run(
      "npm",
      ["install", "--no-save", "--no-package-lock", "--prefix", home, `${name}@${version}`],
      "inherit",
    );
  }
  return path;
}

/** Runs a program. Exits if it fails. */
export function run(
  command: string,
  args: readonly string[],
  stdio: "inherit" | "pipe",
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { status, stdout, error } = spawnSync(command, args, {
    stdio: ["ignore", stdio, "inherit"],
    env,
    encoding: "utf8",
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
  return stdout ?? "";
}
