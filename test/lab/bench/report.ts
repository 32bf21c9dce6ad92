import { type Figures, GOALS, type GoalName, reached } from "./goals.js";

/** Rows of cells, keyed by column name. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** Results of a bench. */
export interface Report {
  readonly figures: Figures;
  readonly tables: readonly Table[];
}

/** Returns the table of goals with their measured figures, limits and results. */
export function goalsTable(figures: Figures): Table {
  const rows = Object.entries(GOALS).flatMap(([key, goal]) => {
    const name = key as GoalName;
    const figure = figures[name];
    if (figure === undefined) return [];
    const unit = "unit" in goal ? ` ${goal.unit}` : "";
    return [
      {
        bench: goal.bench,
        goal: goal.what,
        measured: `${rounded(figure)}${unit}`,
        "at most": `${goal.atMost}${unit}`,
        "": reached(name, figure) ? "pass" : "MISS",
      },
    ];
  });
  return { title: "Goals", rows };
}

/** Rounds to three digits: the benches are not more precise, and fewer digits would hide a narrow miss. */
function rounded(figure: number): string {
  return Number(figure.toPrecision(3)).toString();
}

/** Formats a table for a terminal, with aligned columns. */
export function asText({ title, rows }: Table): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const padded = lines.map((line) => line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  "));
  return ["", title, ...padded.map((line) => line.trimEnd())].join("\n");
}

/** Formats a table as Markdown. */
export function asMarkdown({ rows }: Table): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  const [head = "", ...body] = lines.map((cells) => `| ${cells.join(" | ")} |`);
  return [head, `|${"---|".repeat(columns.length)}`, ...body].join("\n");
}
