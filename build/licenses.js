import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import spdx from "spdx-license-list/full.js";
import { root } from "./bundle.js";

/** Writes the licenses of the packages that are part of the bundles, each text once. @throws Error for a package without one. */
export function writeLicenses(inputs) {
  const folders = new Set(
    inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []),
  );
  const packages = [...folders].sort().map((folder) => licenseOf(join(root, folder)));
  const texts = new Map(packages.map(({ text }) => [words(text), text]));
  const entries = [...texts].map(([key, text]) => {
    const titles = packages.filter((one) => words(one.text) === key).map(({ title }) => title);
    return [...new Set(titles), "", text].join("\n");
  });
  writeFileSync(join(root, "dist/LICENSES.txt"), entries.join(`\n${"-".repeat(80)}\n\n`));
}

/** Returns the license of an installed package: its own file, or else the text that SPDX lists under its license's name. */
export function licenseOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license } = manifest;
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.\w+)?$/i.test(one));
  const text = file ? readFileSync(join(folder, file), "utf8") : listedText(manifest);
  if (text.trim() === "")
    throw new Error(`Expected a license text of ${name} ${version} (${license}), got none. Leave it out.`);
  return { title: `${name} ${version} (${license})`, text };
}

/** Returns the text that SPDX lists, with the package's authors as the copyright holders; empty for an unknown license. */
function listedText({ name, license, author, contributors = [] }) {
  const text = spdx[license]?.licenseText ?? "";
  const people = [author, ...contributors].map((person) => person?.name ?? person).filter(Boolean);
  const holders =
    people.length > 0 ? people.join(", ").replace(/ *[<(][^>)]*[>)]/g, "") : `the authors of ${name}`;
  return text
    .replace(/<year> *<(copyright holders|owner)>/g, () => holders)
    .replace(/\[yyyy\] *\[name of copyright owner\]/g, () => holders);
}

/** Returns a text to compare licenses by: without layout, and without the line of an Apache License that names its owner. */
function words(text) {
  return text
    .replace(/^ *Copyright .*$/m, (line) => (text.includes("Apache License") ? "" : line))
    .replace(/\s+/g, " ")
    .trim();
}
