import type { Section } from "./profiles.js";

/** Error of a config file that the AWS CLI could not read. The message names the line or the setting, and quotes no value. */
export class IniError extends Error {}

/**
 * Parses a config or credentials file as the AWS CLI does, with the rules of Python's `configparser`.
 *
 * The AWS SDK's parser is not used: it drops section names with blanks, keeps the letter case of setting names, cuts values at ` #`
 * and ` ;`, which a `credential_process` may contain, ignores continuation lines, and accepts files that the AWS CLI rejects.
 *
 * @see https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
 * @throws IniError if a line is neither a section, a setting, a comment nor a continuation, or if a name occurs twice.
 */
export function parseIni(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  let value: string[] | undefined;
  let indent = 0;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const content = line.trim();
    if (/^[#;]/.test(content)) continue;
    if (content === "") {
      value?.push("");
      continue;
    }
    const depth = line.search(/\S/);
    if (value !== undefined && depth > indent) {
      value.push(content);
      continue;
    }
    indent = depth;
    const fail = (problem: string) => new IniError(`line ${index + 1} ${problem}`);
    const name = /^\[(.+)\]/.exec(content)?.[1];
    if (name !== undefined) {
      if (name !== DEFAULTS && sections.has(name)) throw fail("names a section a second time");
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      value = undefined;
      continue;
    }
    if (section === undefined) throw fail("comes before the first section");
    const pair = /(.+?)\s*[=:]\s*(.*)/s.exec(content);
    if (pair === null) throw fail("is not of the form `name = value`");
    const setting = String(pair[1]).toLowerCase();
    if (section.has(setting)) throw fail("names a setting a second time");
    value = [String(pair[2])];
    section.set(setting, value);
  }
  const joined = [...sections].map(([name, settings]) => [name, joinedValues(settings)] as const);
  const inherited = new Map(joined).get(DEFAULTS) ?? [];
  return new Map(
    joined
      .filter(([name]) => name !== DEFAULTS)
      .map(([name, settings]) => [name, new Map([...inherited, ...settings])]),
  );
}

/** The section whose settings hold in every section of the file. It is not the profile `default`. */
const DEFAULTS = "DEFAULT";

function joinedValues(settings: ReadonlyMap<string, readonly string[]>): Section {
  const values = [...settings].map(([name, lines]) => [name, lines.join("\n").trimEnd()] as const);
  for (const [name, value] of values) {
    if (value.startsWith("\n") && nestedSettings(value) === undefined)
      throw new IniError(`the lines below \`${name}\` are not of the form \`name = value\``);
  }
  return new Map(values);
}

/** Returns the settings that are indented below a name, such as a service's; `undefined` if a line is not a setting. */
export function nestedSettings(value: string): Section | undefined {
  const settings = new Map<string, string>();
  for (const line of value.split("\n").filter((line) => line !== "")) {
    const pair = /([^=]*)=(.*)/s.exec(line);
    if (pair === null) return undefined;
    settings.set(String(pair[1]).trim(), String(pair[2]).trim());
  }
  return settings;
}
