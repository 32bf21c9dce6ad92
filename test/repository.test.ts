// Checks the files around the code: the contributor's pages and the workflows.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./support/run.js";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("package.json"));
const inFolder = (folder: string) => readdirSync(join(root, folder)).map((file) => join(folder, file));
const workflows = inFolder(".github/workflows");
const written = [
  "README.md",
  "docs/site/typedoc.json",
  ...[".github", ".github/ISSUE_TEMPLATE", "docs", "docs/decisions"].flatMap(inFolder),
  ...workflows,
].filter((file) => /\.(md|yml|json)$|CODEOWNERS$/.test(file));

describe.each(workflows)("%s", (workflow) => {
  const text = read(workflow);

  test("a workflow pins each action to a commit and names its tag", () => {
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const use of uses) expect(use).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("a workflow has only read permission by default", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
  });

  test("a workflow runs scripts and files that exist", () => {
    for (const [, script] of text.matchAll(/(?:npm run |"(?=test:))([\w:-]+)/g))
      expect(manifest.scripts).toHaveProperty([String(script)]);
    for (const [, file = ""] of text.matchAll(/node (\S+\.mjs)/g))
      expect(existsSync(join(root, file))).toBe(true);
  });
});

test("an action is pinned to the same commit in every workflow", () => {
  const pins = workflows.flatMap((workflow) => read(workflow).match(/[\w-]+\/[\w-]+@.*/g) ?? []);
  const actions = new Set(pins.map((pin) => pin.split("@")[0]));
  expect(new Set(pins).size).toBe(actions.size);
});

test("the workflows test the oldest supported Node", () => {
  const oldest = manifest.engines.node.match(/^>=(\d+\.\d+)\.0$/)[1];
  const matrices = [...read(".github/workflows/ci.yml").matchAll(/^ +node: \["([\d.]+)"/gm)];
  expect(matrices.map(([, node]) => node)).toEqual([oldest, oldest]);
});

test("the owner is the same in package.json, CODEOWNERS and all pages", () => {
  const [, owner] = manifest.repository.url.match(
    /^git\+https:\/\/github\.com\/(.+)\/fleetwise-registration\.git$/,
  );
  expect(manifest.bugs).toBe(`https://github.com/${owner}/fleetwise-registration/issues`);
  expect(manifest.homepage).toBe(`https://${owner}.github.io/fleetwise-registration/`);
  expect(read(".github/CODEOWNERS")).toMatch(new RegExp(`^\\* @${owner}/`));
  for (const file of written) {
    const named = /github\.com\/([\w-]+)\/fleetwise-registration\b|([\w-]+)\.github\.io/g;
    for (const [, repository, site] of read(file).matchAll(named))
      expect(repository ?? site, file).toBe(owner);
  }
});

test("every program of the lab is on its page, and a workflow runs every campaign", () => {
  const programs = [...read("test/lab/run.ts").matchAll(/^ {2}"?([\w-]+)"?: \{ file:/gm)].map(([, name]) =>
    String(name),
  );
  expect(programs.length).toBeGreaterThan(10);
  const page = [...read("test/lab/README.md").matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) =>
    String(name),
  );
  expect(page.sort()).toEqual(programs.sort());
  // CI replaces `matrix` with a matrix of its own, and runs the file of `tarball` directly. The others measure, or draw pictures.
  const elsewhere = ["matrix", "tarball", "bench", "fleet", "measure-cdk", "rollout", "pictures"];
  const run = workflows.map(read).join("\n");
  expect(run).toContain("node test/lab/try-tarball.mjs");
  const named = (name: string) => new RegExp(`npm run lab -- ${name}( |$)|"${name}"`, "m").test(run);
  expect(programs.filter((name) => !named(name)).sort()).toEqual(
    elsewhere
      .concat("mutation")
      .filter((name) => !named(name))
      .sort(),
  );
  expect(run).toContain('npm run lab -- mutation "$FOLDER"');
});

test("the commands that need the build make it first, also in a new clone", () => {
  const { pretest, prepack, "precheck:package": beforeCheck } = manifest.scripts;
  expect([pretest, prepack, beforeCheck]).toEqual(Array(3).fill("node build/fresh.js"));
});

test("the contributor's commands exist, and the guide names every script", () => {
  const guide = read(".github/CONTRIBUTING.md");
  // Scripts that npm or other scripts run.
  const parts = ["build", "pretest", "lint", "types", "precheck:package", "prepack"];
  const scripts = Object.keys(manifest.scripts).filter((script) => !parts.includes(script));
  expect(scripts.filter((script) => !new RegExp(`npm (run )?${script}(?![:\\w])`).test(guide))).toEqual([]);
  for (const [, script] of guide.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g))
    expect(manifest.scripts).toHaveProperty([String(script)]);
  for (const [, file = ""] of guide.matchAll(/((?:test|examples)\/[\w./-]+\.ts)\b/g))
    expect(existsSync(join(root, file)), file).toBe(true);
});
