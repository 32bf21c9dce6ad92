// Runs the test suite under other versions of Node: `node test/matrix.mjs 22 24`.
//
// The binaries are npm packages, one for each platform. They go to a cache folder of the user's, never into node_modules:
// a devDependency that is bound to one platform breaks `npm ci` on every other.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
const platform = process.platform === "win32" ? "win" : process.platform;

for (const version of process.argv.slice(2)) {
  const node = binary(version);
  console.log(`\n== ${run(node, ["--version"], "pipe").trim()}`);
  const path = [dirname(node), process.env.PATH].join(delimiter);
  run(node, ["node_modules/vitest/vitest.mjs", "run"], "inherit", { ...process.env, PATH: path });
}

/** The path of a Node binary of this major version; installed where it is not there yet. */
function binary(version) {
  const home = join(cache, "fleetwise-registration", `node-${version}`);
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

function run(command, args, stdio, env = process.env) {
  const { status, stdout, error } = spawnSync(command, args, {
    stdio: ["ignore", stdio, "inherit"],
    env,
    encoding: "utf8",
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
  return stdout ?? "";
}
