import { type Figures, GOALS, type GoalName, reached } from "./goals.js";

/** Rows of cells, with the names of the columns for keys. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** What a bench found. */
export interface Report {
  readonly figures: Figures;
  readonly tables: readonly Table[];
}

/** The table of goals, measured: ratio, limit, and whether it is kept. */
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

/** Three digits are more than a bench is good for, and a limit may be missed by the third. */
function rounded(figure: number): string {
  return Number(figure.toPrecision(3)).toString();
}

/** For a terminal: columns as wide as their widest cell. */
export function asText({ title, rows }: Table): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const padded = lines.map((line) => line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  "));
  return ["", title, ...padded.map((line) => line.trimEnd())].join("\n");
}

/** For a document. */
export function asMarkdown({ rows }: Table): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [
    columns,
    columns.map(() => "---"),
    ...rows.map((row) => columns.map((column) => row[column] ?? "")),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
