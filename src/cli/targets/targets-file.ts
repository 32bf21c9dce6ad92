import { readFile } from "node:fs/promises";
import { oneLine } from "../../text/one-line.js";
import { UsageError } from "../usage-error.js";

const MEMBERS = ["region", "profile", "roleArn", "name", "expectedAccountId"] as const;
const NAMED = `${MEMBERS.join(", ")}, each optional`;

/** One entry of the file. */
export type TargetEntry = { readonly [Member in (typeof MEMBERS)[number]]?: string };

/**
 * Reads a list of targets: JSON, a JSON object on each line, or CSV with a first line that names the columns.
 *
 * @param path - Of the file; `-` is standard input.
 * @throws UsageError that names the file, the entry and the member. It does not show what the file says: with a wrong path,
 * that may be somebody's secret.
 */
export async function readTargetsFile(
  path: string,
  stdin: () => Promise<string>,
): Promise<readonly TargetEntry[]> {
  if (path === "-") return await parseTargets(await stdin(), "standard input");
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new UsageError(`Could not read the targets: ${oneLine(error.message)}.`);
  });
  return await parseTargets(text, path);
}

export async function parseTargets(text: string, file: string): Promise<readonly TargetEntry[]> {
  const content = text.replace(/^\ufeff/, "");
  const list = /^\s*[[{]/.test(content) ? parseJson(content, file) : await parseCsv(content, file);
  if (!Array.isArray(list) || list.length === 0) {
    throw new UsageError(`Expected ${file} to be a list of at least one target: JSON, NDJSON or CSV.`);
  }
  return list.map((entry: unknown, index) => checked(entry, `target ${index + 1}`, file));
}

function parseJson(text: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    if (text.trimStart().startsWith("{")) return text.split("\n").flatMap(parseLine(file));
    // The rest of the message quotes the file.
    const position = /at position (\d+)/.exec((error as Error).message)?.[1];
    const where = position ? ` Line ${text.slice(0, Number(position)).split("\n").length} is not.` : "";
    throw new UsageError(`Expected ${file} to be JSON.${where}`);
  }
}

function parseLine(file: string) {
  return (line: string, index: number): unknown[] => {
    try {
      return line.trim() === "" ? [] : [JSON.parse(line)];
    } catch {
      throw new UsageError(
        `Expected each line of ${file} to be a JSON object of its own. Line ${index + 1} is not.`,
      );
    }
  };
}

async function parseCsv(text: string, file: string): Promise<unknown> {
  const { CsvError, parse } = await import("csv-parse/sync");
  try {
    const rows = parse(text, { columns: header(file), skip_empty_lines: true, trim: true });
    // An empty cell is a member that is left out.
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row as object).filter(([, cell]) => cell !== "")),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError(
      `Expected ${file} to be JSON, NDJSON or CSV. Line ${error["lines"]} is none of these.`,
    );
  }
}

function header(file: string) {
  return (names: readonly string[]): string[] => {
    if (names.every((name) => MEMBERS.some((known) => known === name))) return [...names];
    throw new UsageError(
      `Expected ${file} to be JSON, or CSV whose first line names the columns: ${MEMBERS.join(", ")}.`,
    );
  };
}

function checked(entry: unknown, where: string, file: string): TargetEntry {
  const wrong = (what: string, expected: string) =>
    new UsageError(`Expected ${what} of ${file} to be ${expected}.`);
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw wrong(where, `an object with ${NAMED}`);
  }
  if (Object.keys(entry).some((member) => !MEMBERS.some((known) => known === member))) {
    throw wrong(where, `an object with ${NAMED}, and nothing else`);
  }
  for (const member of MEMBERS) {
    const value = (entry as Record<string, unknown>)[member];
    if (value === undefined) continue;
    if (typeof value !== "string" || value === "" || value !== oneLine(value)) {
      throw wrong(`\`${member}\` of ${where}`, "a non-empty string of printable characters");
    }
    if (member === "roleArn" && !/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(value)) {
      throw wrong(`\`roleArn\` of ${where}`, "the ARN of a role, arn:aws:iam::123456789012:role/NAME");
    }
    if (member === "expectedAccountId" && !/^\d{12}$/.test(value)) {
      throw wrong(`\`expectedAccountId\` of ${where}`, "an AWS account of 12 digits, as text");
    }
  }
  return entry as TargetEntry;
}
