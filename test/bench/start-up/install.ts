import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/run.js";

/** How many packages come with some, themselves included, and what they weigh on disk. */
export function installOf(names: readonly string[]): { readonly packages: number; readonly bytes: number } {
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

/** Where Node finds a package for another: the nearest `node_modules` upwards. */
function locate(name: string, from: string): string {
  const folders = `/${from}`.split("/node_modules/");
  for (let depth = folders.length; depth > 0; depth--) {
    const path = [...folders.slice(0, depth), name].join("/node_modules/").slice(1);
    if (path in packages) return path;
  }
  throw new Error(`${name} is not in the lock file`);
}

function weightOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && !join(entry.parentPath, entry.name).slice(folder.length).includes("/node_modules/"),
    )
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
