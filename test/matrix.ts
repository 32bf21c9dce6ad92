// Runs the test suite under other versions of Node: `node --import tsx test/matrix.ts 22 24`.
import { delimiter, dirname } from "node:path";
import { nodeBinary, run } from "./support/node-binary.js";

for (const version of process.argv.slice(2)) {
  const node = nodeBinary(version);
  console.log(`\n== ${run(node, ["--version"], "pipe").trim()}`);
  const path = [dirname(node), process.env["PATH"]].join(delimiter);
  run(node, ["node_modules/vitest/vitest.mjs", "run"], "inherit", { ...process.env, PATH: path });
}
