import { readFile } from "node:fs/promises";
import leven from "leven";
import { oneLine } from "../../text/one-line.js";
import { UsageError } from "../usage-error.js";

const MEMBERS = ["region", "profile", "roleArn", "name", "expectedAccountId"] as const;

/** One entry of the file. */
export type TargetEntry = { readonly [Member in (typeof MEMBERS)[number]]?: string };

/**
 * Reads a list of targets: JSON, a JSON object on each line, or CSV with a first line that names the columns. Lines that begin
 * with `#` are comments.
 *
 * @param path - Of the file; `-` is standard input.
 * @throws UsageError that names the file, the line or target, and the member. It does not show other words of the file: if the
 * path is wrong, they may be a secret.
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
  // An empty line in place of a comment keeps the numbers of the lines.
  const content = text.replace(/^\ufeff/, "").replaceAll(/^[ \t]*#.*$/gm, "");
  const list = /^\s*[[{]/.test(content) ? parseJson(content, file) : await parseCsv(content, file);
  if (list.length === 0) {
    throw new UsageError(`Expected ${file} to be a list of at least one target: JSON, NDJSON or CSV.`);
  }
  return list.map((entry, index) => checked(entry, `target ${index + 1}`, file));
}

function parseJson(text: string, file: string): readonly unknown[] {
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

async function parseCsv(text: string, file: string): Promise<readonly unknown[]> {
  const { CsvError, parse } = await import("csv-parse/sync");
  const [first = ""] = text.trimStart().split("\n");
  const delimiter = [",", ";", "\t"].find((one) => first.includes(one)) ?? ",";
  try {
    const rows = parse(text, { columns: header(file), delimiter, skip_empty_lines: true, trim: true });
    // An empty cell is a member that is left out.
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row as object).filter(([, cell]) => cell !== "")),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines, record, columns } = error as Readonly<Record<string, unknown>>;
    if (Array.isArray(record) && Array.isArray(columns)) {
      throw new UsageError(
        `Expected ${columns.length} columns in line ${lines} of ${file}, as in its first line, got ${record.length}.`,
      );
    }
    throw new UsageError(`Expected ${file} to be JSON, NDJSON or CSV. Line ${lines} is none of these.`);
  }
}

function header(file: string) {
  return (names: readonly string[]): string[] =>
    names.map((name, index) => {
      const known = MEMBERS.find((member) => member.toLowerCase() === name.toLowerCase());
      if (known !== undefined) return known;
      const got = name === "" ? " no name: is there a comma too many?" : ` another name${meant(name)}`;
      throw new UsageError(
        `Expected ${file} to be JSON, or CSV whose first line names the columns: ${MEMBERS.join(", ")}. ` +
          `Column ${index + 1} has${got}`,
      );
    });
}

/** Shows a name only if it looks like a misspelled one. */
function meant(name: string): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
  const near = MEMBERS.find((member) => leven(plain(name), plain(member)) <= 2);
  return near === undefined ? "." : `, ${JSON.stringify(oneLine(name))}: did you mean \`${near}\`?`;
}

function checked(entry: unknown, where: string, file: string): TargetEntry {
  const wrong = (what: string, wanted: string) =>
    new UsageError(`Expected ${what} of ${file} to be ${wanted}.`);
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw wrong(where, `an object with ${MEMBERS.join(", ")}, each optional`);
  }
  const keys = Object.keys(entry);
  const unknown = keys.find((key) => !MEMBERS.some((known) => known === key));
  if (unknown !== undefined) {
    throw new UsageError(
      `Expected ${where} of ${file} to be an object with ${MEMBERS.join(", ")}, and nothing else. ` +
        `Member ${keys.indexOf(unknown) + 1} has another name${meant(unknown)}`,
    );
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
