// The documents beside the README: what they name exists, and what they repeat of the code is the code's.
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
  .filter((file) => file.endsWith(".md") && !file.startsWith(join("docs", "api")))
  .concat("README.md");

/** Where the repository's files are on the web: the README is read on the registry's page too. */
const WEB =
  /^https:\/\/(?:github\.com\/[\w-]+\/fleetwise-registration\/(?:blob|tree)\/main|raw\.githubusercontent\.com\/[\w-]+\/fleetwise-registration\/main)\//;

/** The anchors that GitHub gives a document's headings. */
const anchorsOf = (markdown: string) =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );

test.each(documents)("every link of %s leads somewhere", (document) => {
  for (const [, link = ""] of read(document).matchAll(/\]\(([^)]+)\)/g)) {
    const ours = WEB.test(link);
    if (link.startsWith("https://") && !ours) continue;
    const [path = "", anchor] = link.replace(WEB, "").split("#");
    const target = path === "" ? document : join(ours ? "" : dirname(document), path);
    expect(existsSync(join(root, target)), `${link} in ${document}`).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(read(target))).toContain(anchor);
  }
});

test("the README's links are absolute, and so hold on the registry's page", () => {
  const links = [...read("README.md").matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
  expect(links.filter((link) => !/^(https:\/\/|#)/.test(String(link)))).toEqual([]);
});

test("the behaviours are numbered in order, and each names the test files that prove it", () => {
  const behaviours = read("docs/behaviour.md").split(/^### /m).slice(1);
  behaviours.forEach((behaviour, index) => {
    expect(behaviour).toMatch(new RegExp(`^${index + 1}\\. `));
    const proofs = [...(behaviour.match(/^Tests: .*$/m)?.[0] ?? "").matchAll(/\]\(\.\.\/(.+?)\)/g)];
    expect(proofs.length, behaviour).toBeGreaterThan(0);
    for (const [, proof] of proofs) expect(proof).toMatch(/^test\/.*\.test\.ts$/);
  });
});

test("the behaviours tell the defaults as they are", () => {
  const told = [...read("docs/behaviour.md").matchAll(/`(\w+)` \((\d+)(?: s)?\)/g)];
  expect(told.length).toBeGreaterThan(5);
  for (const [, name = "", value] of told)
    expect(Number(value), name).toBe(DEFAULTS[name as keyof typeof DEFAULTS]);
});

test("an example is short, but for those that are whole programs for another engine", () => {
  const long = readdirSync(join(root, "examples"))
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => read(join("examples", file)).trimEnd().split("\n").length > 40);
  expect(long).toEqual(["14-multi-account-cdk-app.ts", "15-control-tower-aft.ts", "16-durable-function.ts"]);
});

test("the next example has the next number", () => {
  const numbers = readdirSync(join(root, "examples")).map((file) => Number.parseInt(file, 10));
  const next = read("docs/architecture.md").match(/`examples\/(\d+)-its-name\.ts`/)?.[1];
  expect(Number(next)).toBe(Math.max(...numbers.filter(Number.isInteger)) + 1);
});
