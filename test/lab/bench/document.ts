import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/run.js";
import type { Figures } from "./goals.js";
import { asMarkdown, goalsTable, type Table } from "./report.js";

/** The documents with measured tables: for users and for contributors. */
const DOCUMENTS: readonly string[] = ["docs/performance.md", "test/lab/bench/README.md"].map((path) =>
  join(root, path),
);

/** Writes each table into a document: between the comment with its title and the next `<!-- end -->`. */
export function writeDocuments(figures: Figures, tables: readonly Table[]): void {
  const texts = new Map(DOCUMENTS.map((path) => [path, readFileSync(path, "utf8")]));
  for (const table of [...tables, goalsTable(figures)]) {
    const [begin, end] = [`<!-- ${table.title} -->\n`, `<!-- end -->`];
    const [path, text] = [...texts].find(([, one]) => one.includes(begin)) ?? [];
    if (path === undefined || text === undefined)
      throw new Error(`No document has a place for the table "${table.title}"`);
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from);
    texts.set(path, `${text.slice(0, from)}${begin}\n${asMarkdown(table)}\n\n${text.slice(to)}`);
  }
  for (const [path, text] of texts) writeFileSync(path, text);
}
