import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../support/run.js";

export interface Install {
  readonly packages: number;
  readonly bytes: number;
}

/**
 * Returns the number of packages that an installation of some packages adds, including themselves, and their size on disk as in
 * `du`.
 */
export function installOf(names: readonly string[]): Install {
  const found = new Set<string>();
  const open = names.map((name) => `node_modules/${name}`);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const { dependencies = {} } = packages[path] ?? {};
    open.push(...Object.keys(dependencies).map((name) => locate(name, path as string)));
  }
  return {
    packages: found.size,
    bytes: [...found].reduce((sum, path) => sum + weightOf(join(root, path)), 0),
  };
}

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Returns the path at which Node finds a package that another one imports: in the nearest `node_modules` upwards. */
function locate(name: string, from: string): string {
  const folders = `/${from}`.split("/node_modules/");
  for (let depth = folders.length; depth > 0; depth--) {
    const path = [...folders.slice(0, depth), name].join("/node_modules/").slice(1);
    if (path in packages) return path;
  }
  throw new Error(`${name} is not in the lock file`);
}

/** Returns the size on disk: files take whole blocks, and each folder takes one too. */
function weightOf(folder: string): number {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => !`/${path}/`.includes("/node_modules/"),
  );
  return ["", ...paths].reduce((sum, path) => sum + 512 * statSync(join(folder, path)).blocks, 0);
}
