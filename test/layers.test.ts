// Data flows one way: a module imports only from modules below it, as the table lists, and no files import each other.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/run.js";

/** Each module, from the bottom up: a folder or a file of `src`, and the modules and packages that it may import. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  text: ["ansi-regex", "leven"],
  registration: ["text"],
  timing: ["registration", "text"],
  failures: ["registration", "timing", "text", "is-network-error"],
  "errors.ts": ["registration", "failures", "text"],
  options: ["registration", "timing", "failures", "text"],
  "step-functions": ["errors.ts", "failures", "registration", "timing", "options", "text"],
  rx: ["rxjs"],
  "client/http": ["node:*", "@smithy/*"],
  "client/aws-config": ["client/http", "text", "node:*", "@smithy/*", "@aws-sdk/*"],
  "client/built-in/node": ["client/http", "client/aws-config", "node:*"],
  "client/built-in/browser": ["client/http", "client/aws-config", "@smithy/*"],
  "client/built-in": [
    "client/http",
    "client/aws-config",
    "client/built-in/node",
    "registration",
    "failures",
    "options",
    "rx",
    "text",
    "@smithy/*",
  ],
  client: ["client/built-in", "registration", "timing", "failures", "options", "rx", "text"],
  waiting: ["client", "registration", "timing", "failures", "errors.ts", "options", "rx", "text"],
  "watch.ts": ["waiting", "options", "rxjs"],
  "wait.ts": ["waiting", "registration", "options"],
  "poller.ts": ["watch.ts", "waiting", "registration", "options", "rx", "rxjs"],
  "ensure.ts": ["waiting", "registration", "options", "rxjs"],
  "index.ts": [
    "watch.ts",
    "wait.ts",
    "poller.ts",
    "ensure.ts",
    "waiting",
    "client",
    "client/built-in",
    "client/http",
    "registration",
    "timing",
    "failures",
    "errors.ts",
    "options",
  ],
  testing: ["registration", "text", "node:*", "@smithy/*"],
  "custom-resource": ["index.ts", "waiting", "registration", "failures", "errors.ts", "options", "text"],
  cdk: [
    "custom-resource",
    "step-functions",
    "registration",
    "options",
    "text",
    "aws-cdk-lib",
    "constructs",
    "node:*",
  ],
  cli: [
    "index.ts",
    "errors.ts",
    "client/http",
    "failures",
    "registration",
    "testing",
    "client/aws-config",
    "options",
    "rx",
    "text",
    "rxjs",
    "node:*",
    "commander",
    "leven",
    "p-queue",
    "picocolors",
    "parse-duration",
    "csv-parse",
    "http-proxy-agent",
    "https-proxy-agent",
    "string-width",
    "wrap-ansi",
    "cli-truncate",
    "log-update",
    "is-unicode-supported",
    "@smithy/*",
  ],
};

/** Prefix of the imports that package.json maps to a browser's module if a bundler targets browsers, otherwise to Node's. */
const PLATFORM = "#platform/";

/** Packages that only one file may name. */
const KEEPERS: Readonly<Record<string, string>> = {
  "p-retry": "client/retrying.ts",
  "@aws-sdk/client-iotfleetwise": "client/sdk-client.ts",
};

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));

/** Returns the innermost module that contains a file. */
const moduleOf = (file: string) =>
  Object.keys(MODULES)
    .filter((module) => file === module || file.startsWith(`${module}/`))
    .sort((a, b) => b.length - a.length)[0];

/** Returns what a file imports, types included: files of `src` by their path in it, packages by their name. */
function importsOf(file: string): string[] {
  const imports = /^(?:import|export)\b[^;]*?\bfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm;
  return [...sourceOf(file).matchAll(imports)].map(([, from, effect, lazy]) => {
    const specifier = from ?? effect ?? lazy ?? "";
    if (specifier.startsWith(PLATFORM))
      return specifier.replace(PLATFORM, "client/built-in/node/").concat(".ts");
    return specifier.startsWith(".")
      ? join(dirname(file), specifier).replaceAll("\\", "/").replace(/\.js$/, ".ts")
      : specifier;
  });
}

/** Returns a file's source without comments, which may mention anything. */
function sourceOf(file: string): string {
  return readFileSync(join(root, "src", file), "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
}

/** Returns whether a file may import this. */
function allowed(file: string, imported: string): boolean {
  const keeper = KEEPERS[imported];
  if (keeper !== undefined) return keeper === file;
  const module = moduleOf(file) ?? "";
  const target = moduleOf(imported);
  if (target !== undefined) return target === module || MODULES[module]?.includes(target) === true;
  return (MODULES[module] ?? []).some((name) =>
    name.endsWith("*")
      ? imported.startsWith(name.slice(0, -1))
      : imported === name || imported.startsWith(`${name}/`),
  );
}

test("each module of the table imports only from modules before it", () => {
  const order = Object.keys(MODULES);
  for (const [module, may] of Object.entries(MODULES)) {
    const above = may.filter((name) => order.indexOf(name) >= order.indexOf(module));
    expect(above, module).toEqual([]);
  }
});

test.each(Object.keys(MODULES))("%s imports only what the table allows", (module) => {
  const wrong = files
    .filter((file) => moduleOf(file) === module)
    .flatMap((file) =>
      importsOf(file)
        .filter((imported) => !allowed(file, imported))
        .map((imported) => `${file} imports ${imported}`),
    );
  expect(wrong).toEqual([]);
});

test("every file belongs to a module", () => {
  expect(files.filter((file) => moduleOf(file) === undefined)).toEqual([]);
});

/** Returns the first cycle of imports among files, or an empty list. */
function cycleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const checked = new Set<string>();
  const from = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (checked.has(file)) return [];
    checked.add(file);
    for (const imported of imports.get(file) ?? []) {
      const cycle = from(imported, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  for (const file of imports.keys()) {
    const cycle = from(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Returns the files with code in a folder of the repository, without installed packages. */
function codeIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : codeIn(path);
    return /\.m?[jt]s$/.test(path) ? [path] : [];
  });
}

test("no files import each other in a cycle, types included", () => {
  const bare = (file: string) => file.replace(/\.m?[jt]s$/, "");
  const imports = new Map(
    ["src", "build", "examples", "test"]
      .flatMap(codeIn)
      .map((file) => relative("src", file).replaceAll("\\", "/"))
      .map((file) => [bare(file), importsOf(file).map(bare)]),
  );
  expect(cycleIn(imports)).toEqual([]);
});

test("every module for Node has a counterpart for browsers", () => {
  const modulesFor = (platform: string) =>
    files.flatMap((file) => file.match(`^client/built-in/${platform}/(.*)`)?.[1] ?? []).sort();
  expect(modulesFor("browser")).toEqual(modulesFor("node"));
});

test("only the command line's bin uses `process`", () => {
  const touching = files.filter((file) => /\bprocess\.\w/.test(sourceOf(file)));
  expect(touching.sort()).toEqual(["cli/bin.ts"]);
});

test("the table in docs/architecture.md has these modules and packages", () => {
  const rows = readFileSync(join(root, "docs/architecture.md"), "utf8").matchAll(
    /^\| `([^`]+)` \| [^|]+ \| ([^|]*)\|$/gm,
  );
  const documented = [...rows].map(([, module = "", packages = ""]) => [
    module,
    [...packages.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name).sort(),
  ]);
  const expected = Object.entries(MODULES).map(([module, may]) => [
    module,
    may.filter((name) => !(name in MODULES)).sort(),
  ]);
  expect(documented).toEqual(expected);
});
