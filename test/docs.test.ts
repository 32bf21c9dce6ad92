// Checks the links, defaults and numbers in the documents.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { DEFAULTS } from "../src/options/defaults.js";
import { root } from "./support/run.js";

const read = (path: string) => readFileSync(join(root, path), "utf8");

const documents = ["docs", ".github"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith(".md") && !file.includes("node_modules"))
  .concat("README.md");

/** Addresses of this repository's files on GitHub. The README uses them because npm shows it too. */
const WEB =
  /^https:\/\/(?:github\.com\/[\w-]+\/fleetwise-registration\/(?:blob|tree)\/main|raw\.githubusercontent\.com\/[\w-]+\/fleetwise-registration\/main)\//;

/** Returns the anchors that GitHub generates for a document's headings. */
const anchorsOf = (markdown: string) =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );

test.each(documents)("every link of %s has a target", (document) => {
  for (const [, link = ""] of read(document).matchAll(/\]\(([^)]+)\)/g)) {
    const ours = WEB.test(link);
    if (link.startsWith("https://") && !ours) continue;
    const [path = "", anchor] = link.replace(WEB, "").split("#");
    const target = path === "" ? document : join(ours ? "" : dirname(document), path);
    expect(existsSync(join(root, target)), `${link} in ${document}`).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(read(target))).toContain(anchor);
  }
});

test("every link of the README is absolute, so that it works on npm", () => {
  const links = [...read("README.md").matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
  expect(links.filter((link) => !/^(https:\/\/|#)/.test(String(link)))).toEqual([]);
});

test("docs/behavior.md states the defaults of the code", () => {
  const stated = [...read("docs/behavior.md").matchAll(/`(\w+)` \((\d+)(?: s)?\)/g)];
  expect(stated.length).toBeGreaterThan(5);
  for (const [, name = "", value] of stated)
    expect(Number(value), name).toBe(DEFAULTS[name as keyof typeof DEFAULTS]);
});

test("an example has at most 40 lines, except programs for another engine", () => {
  const long = readdirSync(join(root, "examples"))
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => read(join("examples", file)).trimEnd().split("\n").length > 40);
  expect(long).toEqual(["14-multi-account-cdk-app.ts", "15-control-tower-aft.ts", "16-durable-function.ts"]);
});

test("the contributing guide names the next free number of an example", () => {
  const numbers = readdirSync(join(root, "examples")).map((file) => Number.parseInt(file, 10));
  const next = read(".github/CONTRIBUTING.md").match(/`(\d+)-its-name\.ts`/)?.[1];
  expect(Number(next)).toBe(Math.max(...numbers.filter(Number.isInteger)) + 1);
});
