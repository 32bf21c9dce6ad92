import { readFile } from "node:fs/promises";
import { plainText } from "../plain-text.js";
import { UsageError } from "../usage-error.js";

const MEMBERS = ["region", "profile", "roleArn", "name"] as const;

/** One entry of the file. */
export type TargetEntry = { readonly [Member in (typeof MEMBERS)[number]]?: string };

/** Reads a file of targets. @throws UsageError that names the file, the entry and the member. */
export async function readTargetsFile(path: string): Promise<readonly TargetEntry[]> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new UsageError(`Could not read the targets: ${error.message}.`);
  });
  return parseTargets(text, path);
}

export function parseTargets(text: string, path: string): readonly TargetEntry[] {
  const wrong = (where: string, expected: string) =>
    new UsageError(`Expected ${where} of ${path} to be ${expected}.`);
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`Expected ${path} to be JSON: ${plainText((error as Error).message)}.`);
  }
  if (!Array.isArray(list) || list.length === 0) {
    throw new UsageError(`Expected ${path} to be a JSON list of at least one target.`);
  }
  return list.map((entry: unknown, index) => {
    const where = `target ${index + 1}`;
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
      throw wrong(where, `an object with ${MEMBERS.join(", ")}, each optional`);
    }
    const unknown = Object.keys(entry).find((member) => !MEMBERS.some((known) => known === member));
    if (unknown !== undefined) {
      throw wrong(where, `an object with ${MEMBERS.join(", ")}, and not ${JSON.stringify(unknown)}`);
    }
    for (const member of MEMBERS) {
      const value = (entry as Record<string, unknown>)[member];
      if (value === undefined) continue;
      if (typeof value !== "string" || value === "" || value !== plainText(value)) {
        throw wrong(`\`${member}\` of ${where}`, "a non-empty string of printable characters");
      }
      if (member === "roleArn" && !/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(value)) {
        throw wrong(`\`roleArn\` of ${where}`, "the ARN of a role, arn:aws:iam::123456789012:role/NAME");
      }
    }
    return entry as TargetEntry;
  });
}
