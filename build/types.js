import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./bundle.js";

const ENTRIES = ["index", "testing/index", "custom-resource/index", "step-functions/index", "cdk/index"];
const dist = join(root, "dist");

/** A relative import in a declaration file. */
const RELATIVE = /(\bfrom |\bimport\()"(\.[^"]*)\.js"/g;

/** Writes the declarations a second time, for CommonJS, and removes those that no entry point imports, directly or indirectly. */
export function writeTypes() {
  const reached = new Set(ENTRIES.map((entry) => join(dist, entry)));
  for (const module of reached) {
    const declarations = readFileSync(`${module}.d.ts`, "utf8");
    for (const [, , path] of declarations.matchAll(RELATIVE)) reached.add(join(dirname(module), path));
    writeFileSync(`${module}.d.cts`, declarations.replace(RELATIVE, '$1"$2.cjs"'));
  }
  for (const path of readdirSync(dist, { recursive: true })) {
    const file = join(dist, path);
    if (file.endsWith(".d.ts") && !reached.has(file.slice(0, -".d.ts".length))) rmSync(file);
  }
}
