import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bundle.js";

/** Writes down the licences of the packages that are part of the bundles, as these ask for; each text once. */
export function writeLicenses(inputs) {
  const folders = new Set(
    inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []),
  );
  const packages = [...folders].sort().map(license);
  const texts = new Map(packages.map(({ text }) => [words(text), text]));
  const entries = [...texts].map(([key, text]) => {
    const titles = packages.filter((one) => words(one.text) === key).map(({ title }) => title);
    return [...new Set(titles), "", text].join("\n");
  });
  writeFileSync(join(root, "dist/LICENSES.txt"), entries.join(`\n${"-".repeat(80)}\n\n`));
}

function license(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e(\.\w+)?$/i.test(one));
  return {
    title: `${name} ${version} (${license})`,
    text: file ? readFileSync(join(root, folder, file), "utf8") : "",
  };
}

/** A text without its layout, and without whose copyright it is where the licence asks to fill that in. */
function words(text) {
  return text
    .replace(/^ *Copyright .*$/m, (line) => (text.includes("Apache License") ? "" : line))
    .replace(/\s+/g, " ")
    .trim();
}
