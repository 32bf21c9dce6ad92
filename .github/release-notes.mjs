// Prints the changelog's section of a release, and fails if the tag, package.json and the changelog differ.
//
//   node .github/release-notes.mjs v0.1.0
import { readFileSync } from "node:fs";

const here = (path) => new URL(`../${path}`, import.meta.url);
const tag = process.argv[2];
const { version } = JSON.parse(readFileSync(here("package.json"), "utf8"));
if (tag !== `v${version}`)
  throw new Error(`The tag is ${tag}, and the version in package.json is ${version}.`);

const [heading, ...lines] = readFileSync(here("CHANGELOG.md"), "utf8").split(/^## /m)[1].split("\n");
if (!new RegExp(`^${version.replaceAll(".", "\\.")} \\(\\d{4}-\\d\\d-\\d\\d\\)$`).test(heading))
  throw new Error(`The changelog begins with "${heading}", not with "${version} (the date)".`);
console.log(lines.join("\n").trim());
