import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.js";

/** What a user reads: the README, and the pages that it leads to. */
export const guides = [
  "README.md",
  ...["command-line", "errors", "clients", "testing", "cloudformation", "scale"].map(
    (name) => `docs/${name}.md`,
  ),
] as const;

/** All of it, one after the other: where a thing stands is up to the reader's way. */
export const guide: string = guides.map((file) => readFileSync(join(root, file), "utf8")).join("\n");

/** The blocks of code in a language, of the guides or of another text. */
export function fences(language: string, text = guide): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, code = ""]) => code,
  );
}
