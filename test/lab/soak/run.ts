// `npm run lab -- soak [name ...]`: long waits, many concurrent waits, and interruptions. Each scene runs in its own process, prints
// its measurements with their limits, and fails if one misses its limit.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../support/run.js";

const SCENES: readonly string[] = [
  "reads",
  "reads-over-http",
  "crowds",
  "aborts",
  "one-signal",
  "stopped",
  "wall-clock",
];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !SCENES.includes(name));
if (unknown.length > 0) {
  console.error(`Expected names of scenes (${SCENES.join(", ")}), got ${unknown.join(", ")}`);
  process.exit(2);
}
for (const scene of named.length > 0 ? named : SCENES) {
  const began = performance.now();
  console.log(`\n== ${scene}`);
  const program = join(root, "test/lab/soak", `${scene}.ts`);
  const { status } = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", program], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
  console.log(`      in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
