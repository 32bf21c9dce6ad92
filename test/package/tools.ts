// Installs packages that some tests need and the repository lacks, or has in another version. They go to the cache folder, like
// other versions of Node: in node_modules they would double the size of an install, and change the versions that other packages
// resolve to.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cache } from "../support/node-binary.js";
import { npm } from "./project.js";

/** Returns a folder whose node_modules has these packages, given as `name@version`. Installs them if needed. */
export async function tools(...packages: readonly string[]): Promise<string> {
  const home = join(cache, packages.join("+").replaceAll("/", "-"));
  if (existsSync(home)) return home;
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(`${home}-`);
  await npm(["install", "--prefix", made, ...packages], made);
  // Another process may have installed them meanwhile.
  await rename(made, home).catch(() => rm(made, { recursive: true }));
  return home;
}
