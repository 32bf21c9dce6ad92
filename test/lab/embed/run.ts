// Runs the tests of this folder under Node 22 or later, which the packages of their project need. An older Node downloads Node 22.
import { delimiter, dirname } from "node:path";
import { nodeBinary, run } from "../../support/node-binary.js";

const node = Number.parseInt(process.versions.node, 10) >= 22 ? process.execPath : nodeBinary("22");
const path = [dirname(node), process.env["PATH"]].join(delimiter);
const env = { ...process.env, PATH: path };
run("npm", ["ci", "--silent", "--prefix", "test/lab/embed"], "inherit", env);
run(node, ["node_modules/typescript/bin/tsc", "-p", "test/lab/embed/tsconfig.json"], "inherit", env);
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/lab/embed/vitest.config.ts"];
run(node, [...vitest, ...process.argv.slice(2)], "inherit", env);
