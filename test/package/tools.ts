// Packages that tests run in versions of their own. They go to the cache folder, as other versions of Node do: in node_modules
// they would double what a contributor installs, and change what the rest resolves to.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cache } from "../support/node-binary.js";
import { npm } from "./project.js";

/** The folder whose node_modules has these packages, each given as `name@version`; installed where it is not there yet. */
export async function tools(...packages: readonly string[]): Promise<string> {
  const home = join(cache, packages.join("+").replaceAll("/", "-"));
  if (existsSync(home)) return home;
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(`${home}-`);
  await npm(["install", "--prefix", made, ...packages], made);
  // Another process may have been faster.
  await rename(made, home).catch(() => rm(made, { recursive: true }));
  return home;
}
