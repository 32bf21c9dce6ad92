// Runs the test suite on other versions of Node, with coverage on the last one: `node --import tsx test/lab/matrix.ts 22 24`.
import { delimiter, dirname } from "node:path";
import { nodeBinary, run } from "../support/node-binary.js";

const versions = process.argv.slice(2);
for (const version of versions) {
  const coverage = version === versions.at(-1) ? ["--coverage"] : [];
  const node = nodeBinary(version);
  console.log(`\n== ${run(node, ["--version"], "pipe").trim()}`);
  const path = [dirname(node), process.env["PATH"]].join(delimiter);
  run(node, ["node_modules/vitest/vitest.mjs", "run", ...coverage], "inherit", {
    ...process.env,
    PATH: path,
  });
}
