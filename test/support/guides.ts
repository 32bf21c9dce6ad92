import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.js";

/** The pages for users: the README and the pages that it links to. */
export const guides = [
  "README.md",
  ...["usage", "command-line", "errors", "clients", "testing", "cloudformation", "scale"].map(
    (name) => `docs/${name}.md`,
  ),
] as const;

/** All pages in one text, so that a section may move to another page. */
export const guide: string = guides.map((file) => readFileSync(join(root, file), "utf8")).join("\n");

/** Returns the code blocks in a language, of the guides or of another text. */
export function fences(language: string, text = guide): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, code = ""]) => code,
  );
}
