import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { tables } from "./tables.js";

/** A document's text, as written and with the generated tables. */
export interface Document {
  readonly path: string;
  readonly written: string;
  readonly generated: string;
}

/** Returns the documents that have generated tables. @throws Error for a missing marker. */
export function documents(): readonly Document[] {
  return Object.entries(tables()).map(([name, byName]) => {
    const path = fileURLToPath(new URL(`../../${name}`, import.meta.url));
    const written = readFileSync(path, "utf8");
    const generated = Object.entries(byName).reduce((text, [table, rows]) => {
      const start = `<!-- Generated: ${table} -->\n`;
      const [before, after] = text.split(start);
      const end = after?.indexOf("<!-- end -->") ?? -1;
      if (before === undefined || after === undefined || end < 0)
        throw new Error(
          `Expected ${name} to have one "${start.trim()}" and "<!-- end -->" after it, it does not`,
        );
      return `${before}${start}\n${markdown(rows)}\n${after.slice(end)}`;
    }, written);
    return { path, written, generated };
  });
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  const ruler = `|${"---|".repeat(head.length)}\n`;
  return [line(head), ruler, ...rows.map(line)].join("").replaceAll("|  |", "| |");
}
