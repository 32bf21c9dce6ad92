// The files around the code: what a contributor reads and what the workflows run.
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
  ...[".github", ".github/ISSUE_TEMPLATE", "docs", "docs/decisions"].flatMap(inFolder),
  ...workflows,
].filter((file) => /\.(md|yml)$|CODEOWNERS$/.test(file));

describe.each(workflows)("%s", (workflow) => {
  const text = read(workflow);

  test("pins each action by its commit, and names the tag", () => {
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const use of uses) expect(use).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("may read only, where no job says otherwise", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
  });

  test("runs scripts and files that exist", () => {
    for (const [, script] of text.matchAll(/(?:npm run |"(?=test:))([\w:-]+)/g))
      expect(manifest.scripts).toHaveProperty([String(script)]);
    for (const [, file = ""] of text.matchAll(/node (\S+\.mjs)/g))
      expect(existsSync(join(root, file))).toBe(true);
  });
});

test("an action has the same commit in every workflow", () => {
  const pins = workflows.flatMap((workflow) => read(workflow).match(/[\w-]+\/[\w-]+@.*/g) ?? []);
  const actions = new Set(pins.map((pin) => pin.split("@")[0]));
  expect(new Set(pins).size).toBe(actions.size);
});

test("the workflows test the oldest Node that is supported", () => {
  const oldest = manifest.engines.node.match(/^>=(\d+\.\d+)\.0$/)[1];
  const matrices = [...read(".github/workflows/ci.yml").matchAll(/^ +node: \["([\d.]+)"/gm)];
  expect(matrices.map(([, node]) => node)).toEqual([oldest, oldest]);
});

test("the owner is the same everywhere", () => {
  const [, owner] = manifest.repository.url.match(
    /^git\+https:\/\/github\.com\/(.+)\/fleetwise-registration\.git$/,
  );
  expect(manifest.bugs).toBe(`https://github.com/${owner}/fleetwise-registration/issues`);
  expect(manifest.homepage).toBe(`https://github.com/${owner}/fleetwise-registration#readme`);
  expect(read(".github/CODEOWNERS")).toMatch(new RegExp(`^\\* @${owner}/`));
  for (const file of written) {
    for (const [, named] of read(file).matchAll(/github\.com\/([\w-]+)\/fleetwise-registration\b/g))
      expect(named, file).toBe(owner);
  }
});

test("every campaign is run by a workflow", () => {
  const run = workflows.map(read).join("\n");
  // The matrix of CI takes the place of the first; the second is part of test:runtimes.
  const elsewhere = ["test:matrix", "test:browser"];
  const campaigns = Object.keys(manifest.scripts).filter((name) => /^(test:|coverage|docs:)/.test(name));
  const named = (name: string) => new RegExp(`npm run ${name}$|"${name}"`, "m").test(run);
  // The workflows run the file of test:tarball, on a tarball of theirs.
  expect(run).toContain("node test/package/try-tarball.mjs");
  expect(campaigns.filter((name) => !named(name))).toEqual(["test:tarball", ...elsewhere]);
});

test("the contributor's commands exist, and no script is left out", () => {
  const guide = read(".github/CONTRIBUTING.md");
  // What `npm test` is made of, and what npm runs by itself.
  const parts = ["build", "pretest", "lint", "types", "check:package", "prepack"];
  const scripts = Object.keys(manifest.scripts).filter((script) => !parts.includes(script));
  expect(scripts.filter((script) => !new RegExp(`npm (run )?${script}(?![:\\w])`).test(guide))).toEqual([]);
  for (const [, script] of guide.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g))
    expect(manifest.scripts).toHaveProperty([String(script)]);
  for (const [, file = ""] of guide.matchAll(/((?:test|examples)\/\S+\.ts)\b/g))
    expect(existsSync(join(root, file)), file).toBe(true);
});
