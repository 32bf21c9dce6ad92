import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.js";

/** The guides: the README, and the pages whose tables and code the tests compare with the library. */
export const guides = [
  "README.md",
  ...["usage", "command-line", "errors", "clients", "testing", "cloudformation", "scale"].map(
    (name) => `docs/${name}.md`,
  ),
] as const;

/** All guides as one text, so that a table may move between pages. */
export const guide: string = guides.map((file) => readFileSync(join(root, file), "utf8")).join("\n");

/** Returns the vitest code of a guide, with the replacements that the guide names for Jest. */
export function forJest(code: string): string {
  return code
    .replace(/^import .* from "vitest";\n/m, "")
    .replaceAll(/^import (\{.*\}) from (".*");$/gm, "const $1 = require($2);")
    .replaceAll(/\bvi\./g, "jest.");
}

/** Returns the code blocks in a language, of the guides or another text. */
export function fences(language: string, text = guide): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, code = ""]) => code,
  );
}
