// The house's one rule: data flows one way, so a room imports only from rooms below it. Which those are, this table says.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./support/run.js";

/** Each room, from the ground up: a folder or a file of `src`, and the rooms and packages that it may import. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  text: ["ansi-regex", "leven"],
  registration: ["text"],
  timing: ["registration", "text"],
  failures: ["registration", "timing", "text", "is-network-error"],
  "errors.ts": ["registration", "failures", "text"],
  options: ["registration", "timing", "failures", "text"],
  "step-functions": ["errors.ts", "failures", "registration", "timing", "options", "text"],
  rx: ["rxjs"],
  "client/http": ["node:*", "@smithy/*"],
  "client/aws-config": ["client/http", "node:*", "@smithy/*", "@aws-sdk/*"],
  "client/built-in/node": ["client/http", "client/aws-config", "node:*"],
  "client/built-in/browser": ["client/http", "client/aws-config", "@smithy/*"],
  "client/built-in": [
    "client/http",
    "client/aws-config",
    "client/built-in/node",
    "registration",
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
  testing: ["text", "node:*", "@smithy/*"],
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

/** What package.json's `imports` takes from the folder for browsers where something is built for one, otherwise from Node's. */
const PLATFORM = "#platform/";

/** Packages that only one file may name. */
const KEEPERS: Readonly<Record<string, string>> = {
  "p-retry": "client/retrying.ts",
  "@aws-sdk/client-iotfleetwise": "client/sdk-client.ts",
};

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));

/** The innermost room that a file lies in. */
const roomOf = (file: string) =>
  Object.keys(ROOMS)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

/** What a file imports, types too: files of `src` by their path in it, packages by their name. */
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

/** Without comments, which may speak of anything. */
function sourceOf(file: string): string {
  return readFileSync(join(root, "src", file), "utf8").replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
}

/** Whether a room may import this. */
function allowed(file: string, imported: string): boolean {
  const keeper = KEEPERS[imported];
  if (keeper !== undefined) return keeper === file;
  const room = roomOf(file) ?? "";
  const target = roomOf(imported);
  if (target !== undefined) return target === room || ROOMS[room]?.includes(target) === true;
  return (ROOMS[room] ?? []).some((name) =>
    name.endsWith("*")
      ? imported.startsWith(name.slice(0, -1))
      : imported === name || imported.startsWith(`${name}/`),
  );
}

test("the table's rooms are in order: each imports only from those before it", () => {
  const order = Object.keys(ROOMS);
  for (const [room, may] of Object.entries(ROOMS)) {
    const above = may.filter((name) => order.indexOf(name) >= order.indexOf(room));
    expect(above, room).toEqual([]);
  }
});

test.each(Object.keys(ROOMS))("%s imports nothing but what the table says", (room) => {
  const wrong = files
    .filter((file) => roomOf(file) === room)
    .flatMap((file) =>
      importsOf(file)
        .filter((imported) => !allowed(file, imported))
        .map((imported) => `${file} imports ${imported}`),
    );
  expect(wrong).toEqual([]);
});

test("every file is in a room", () => {
  expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
});

test("what there is for Node, there is for browsers", () => {
  const modulesFor = (platform: string) =>
    files.flatMap((file) => file.match(`^client/built-in/${platform}/(.*)`)?.[1] ?? []).sort();
  expect(modulesFor("browser")).toEqual(modulesFor("node"));
});

test("only the command line's bin touches the process", () => {
  const touching = files.filter((file) => /\bprocess\.\w/.test(sourceOf(file)));
  expect(touching.sort()).toEqual(["cli/bin.ts"]);
});

test("the table in docs/architecture.md is this one", () => {
  const rows = readFileSync(join(root, "docs/architecture.md"), "utf8").matchAll(
    /^\| `([^`]+)` \| [^|]+ \| ([^|]*)\| ([^|]*)\|$/gm,
  );
  const told = [...rows].map(([, room = "", ...cells]) => [
    room,
    cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)).sort(),
  ]);
  expect(told).toEqual(Object.entries(ROOMS).map(([room, may]) => [room, [...may].sort()]));
});
