import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/run.js";
import type { Figures } from "./goals.js";
import { asMarkdown, goalsTable, type Table } from "./report.js";

const DOCUMENT: string = join(root, "docs/performance.md");

/** Writes the measurements into the document: each table between the comments that contain its title. */
export function writeDocument(figures: Figures, tables: readonly Table[]): void {
  let text = readFileSync(DOCUMENT, "utf8");
  for (const table of [...tables, goalsTable(figures)]) {
    const [begin, end] = [`<!-- ${table.title} -->\n`, `<!-- end -->`];
    const from = text.indexOf(begin);
    if (from < 0) throw new Error(`${DOCUMENT} has no comment with the title of the table "${table.title}"`);
    const to = text.indexOf(end, from);
    text = `${text.slice(0, from)}${begin}\n${asMarkdown(table)}\n\n${text.slice(to)}`;
  }
  writeFileSync(DOCUMENT, text);
}
