// Each dependency has its reason and its license in docs/dependencies.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/run.js";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("package.json"));
const lock = JSON.parse(read("package-lock.json")).packages;

/** Returns the rows under a heading: package, license and reason. */
function told(heading: string): string[][] {
  const section =
    read("docs/dependencies.md")
      .split(/^## /m)
      .find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, ...cells]) => cells);
}
const names = (heading: string) => told(heading).map(([name]) => name);

const own = Object.keys(manifest.dependencies);
const peers = Object.keys(manifest.peerDependencies);
test("every runtime and peer dependency is listed under its heading", () => {
  expect(names("Installed dependencies").sort()).toEqual(own.sort());
  expect(names("Peers").sort()).toEqual(peers.sort());
});

test("each listed license is that of the installed package", () => {
  for (const [name, license] of ["Installed dependencies", "Peers"].flatMap(told)) {
    // Some registries lack this package, so it is not installed.
    if (name === "@aws-sdk/client-iotfleetwise") continue;
    expect(lock[`node_modules/${name}`]?.license, name).toBe(license);
  }
});

test("every transitive dependency has a license that requires only a notice", () => {
  const brought = Object.entries<{
    readonly license?: string;
    readonly dev?: true;
    readonly devOptional?: true;
  }>(lock).filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional);
  expect(brought.length).toBeGreaterThan(own.length);
  for (const [path, { license }] of brought) expect(["Apache-2.0", "MIT", "0BSD"], path).toContain(license);
});
