import { readFile } from "node:fs/promises";
import leven from "leven";
import { oneLine } from "../../text/one-line.js";
import { REGION, REGION_FORM } from "../../text/regions.js";
import { UsageError } from "../errors.js";

const TEXT = [/./, "a non-empty string of printable characters"] as const;

/** The members of an entry, each with its pattern. */
const MEMBERS = {
  region: [REGION, REGION_FORM],
  profile: TEXT,
  roleArn: [/^arn:[\w-]+:iam::\d{12}:role\/\S+$/, "the ARN of a role, arn:aws:iam::123456789012:role/NAME"],
  name: TEXT,
  expectedAccountId: [/^\d{12}$/, "an AWS account of 12 digits, as text"],
} as const;
const NAMES = Object.keys(MEMBERS);

export type TargetEntry = { readonly [Member in keyof typeof MEMBERS]?: string };

/**
 * Reads a file, or standard input for `-`: JSON, NDJSON, or CSV with a header. Lines that start with `#` are comments.
 *
 * @throws UsageError that names the file, the line or target, and the member. The message quotes nothing from the file except a
 * name that looks like a typo, because the file may be a secret one if the path is wrong.
 */
export async function readTargetsFile(path: string, stdin: () => Promise<string>) {
  if (path === "-") return await parseTargets(await stdin(), "standard input");
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new UsageError(`Could not read the targets: ${oneLine(error.message)}.`);
  });
  return await parseTargets(text, path);
}

export async function parseTargets(text: string, file: string): Promise<readonly TargetEntry[]> {
  // An empty line in place of a comment keeps the line numbers.
  const content = text.replace(/^\ufeff/, "").replaceAll(/^[ \t]*#.*$/gm, "");
  const list = /^\s*[[{]/.test(content) ? parseJson(content, file) : await parseCsv(content, file);
  if (list.length > 0) return list.map((entry, index) => checked(entry, `target ${index + 1} of ${file}`));
  throw new UsageError(`Expected ${file} to be a list of at least one target: JSON, NDJSON or CSV.`);
}

function parseJson(text: string, file: string): readonly unknown[] {
  try {
    return [JSON.parse(text)].flat();
  } catch (error) {
    if (text.trimStart().startsWith("{")) return parseLines(text, file);
    // Only the position is shown, because the rest of the message quotes the file. Node gives none for a trailing comma.
    const comma = /,\s*[\]}]/.exec(text)?.index;
    const position = /at position (\d+)/.exec((error as Error).message)?.[1] ?? comma;
    const where = position ? ` Line ${text.slice(0, Number(position)).split("\n").length} is invalid.` : "";
    throw new UsageError(`Expected ${file} to be JSON.${where}`);
  }
}

function parseLines(text: string, file: string): readonly unknown[] {
  return text.split("\n").flatMap((line, index): readonly unknown[] => {
    try {
      return line.trim() === "" ? [] : [JSON.parse(line)];
    } catch {
      throw new UsageError(`Expected a JSON object on each line of ${file}. Line ${index + 1} is invalid.`);
    }
  });
}

async function parseCsv(text: string, file: string): Promise<readonly unknown[]> {
  const { CsvError, parse } = await import("csv-parse/sync");
  const [first = ""] = text.trimStart().split("\n");
  const delimiter = [",", ";", "\t"].find((one) => first.includes(one)) ?? ",";
  const header = (names: readonly string[]) =>
    names.map((name, index) => {
      const same = (other: string) => other.toLowerCase() === name.toLowerCase();
      const known = NAMES.find(same);
      if (known !== undefined && names.findIndex(same) === index) return known;
      const columns = `Expected ${file} to be JSON, or CSV whose first line names the columns: ${NAMES.join(", ")}.`;
      const unnamed = name === "" ? "has no name: is there a comma too many?" : unknownName(name);
      const problem = known === undefined ? unnamed : `repeats the column \`${known}\`.`;
      throw new UsageError(`${columns} Column ${index + 1} ${problem}`);
    });
  try {
    // An empty cell is an omitted member. A row of only such cells, as spreadsheets write it, must not name the default account.
    const blank = { skip_empty_lines: true, skip_records_with_empty_values: true };
    const cast = (cell: string, { header }: { header: boolean }) => (header ? cell : cell || undefined);
    return parse(text, { columns: header, cast, delimiter, ...blank, trim: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines, record, columns } = error as Readonly<Record<string, unknown>>;
    if (!Array.isArray(record) || !Array.isArray(columns))
      throw new UsageError(`Expected ${file} to be JSON, NDJSON or CSV. Line ${lines} is invalid.`);
    throw new UsageError(
      `Expected ${columns.length} columns in line ${lines} of ${file}, as in its first line, got ${record.length}.`,
    );
  }
}

/** Describes an unknown name. Quotes it only if it looks like a typo, because other words may be secret. */
function unknownName(name: string): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
  const near = NAMES.find((member) => leven(plain(name), plain(member)) <= 2);
  const typo = near === undefined ? "." : `, ${JSON.stringify(oneLine(name))}: did you mean \`${near}\`?`;
  return `has an unknown name${typo}`;
}

function checked(entry: unknown, where: string): TargetEntry {
  const members = `an object with ${NAMES.join(", ")}`;
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    throw new UsageError(`Expected ${where} to be ${members}, each optional.`);
  for (const [index, [name, value]] of Object.entries(entry).entries()) {
    const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof TargetEntry] : undefined;
    if (member === undefined) {
      const unknown = `Member ${index + 1} ${unknownName(name)}`;
      throw new UsageError(`Expected ${where} to be ${members}, and nothing else. ${unknown}`);
    }
    if (value === undefined) continue;
    const [pattern, wanted] = member;
    if (typeof value !== "string" || value !== oneLine(value) || !pattern.test(value))
      throw new UsageError(`Expected \`${name}\` of ${where} to be ${wanted}.`);
  }
  return entry;
}
