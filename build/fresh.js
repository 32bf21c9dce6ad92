// Builds dist if it is not up to date: before the tests, and before the package is packed.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bundle.js";

/** Files and folders that dist is built from. */
const SOURCES = ["src", "build", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];

/** The file that the build writes last. */
const LAST = "dist/LICENSES.txt";

const builtAt = statSync(join(root, LAST), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (SOURCES.flatMap(filesIn).some((file) => statSync(file).mtimeMs >= builtAt)) await import("./index.js");

function filesIn(name) {
  const path = join(root, name);
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true }).map((file) => join(path, file));
}
