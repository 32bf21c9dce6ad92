import leven from "leven";

/**
 * The one grammar of complaints: "Expected `maxDelay` to be a positive number of seconds, got NaN".
 *
 * @param subject - What is wrong, an option in backticks.
 */
export function expected(subject: string, wanted: string, got: unknown): string {
  return `Expected ${subject} to be ${wanted}, got ${shown(got)}`;
}

/** The same of what a function gives. */
export function expectedReturn(name: string, wanted: string, got: unknown): string {
  return `Expected \`${name}\` to return ${wanted}, got ${shown(got)}`;
}

/** The same of what may be a secret, or hold one: of what kind it is, but not what it says. */
export function expectedSecret(subject: string, wanted: string, got: unknown): string {
  return `Expected ${subject} to be ${wanted}, got ${kindOf(got)}`;
}

/**
 * Refuses a name that is none of the known ones: an option that is misspelt would be ignored in silence.
 *
 * @throws TypeError that names the nearest right one, or all where none is near.
 */
export function rejectUnknown(what: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) rejectUnknownName(what, name, known);
}

/** The same of one name, which need not be a key. */
export function rejectUnknownName(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new TypeError(`Expected ${what} that is known, got \`${shortened(name)}\`: ${hint(name, known)}`);
}

/** Letters by which a name may differ from a known one, and still be meant for it. */
const MISSPELT = 3;

/**
 * Refuses a name that is none of the known ones, but meant for one: misspelt, or cut short. Of an object that may hold more than
 * what is known here.
 *
 * @throws TypeError that names the right one.
 */
export function rejectMisspelled(what: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const meant = unknown.filter((name) => {
    const one = nearest(name, known);
    return distance(name, one) <= MISSPELT || (name.length > MISSPELT && one.startsWith(name));
  });
  rejectUnknown(what, Object.fromEntries(meant.map((name) => [name, undefined])), known);
}

function hint(name: string, known: readonly string[]): string {
  const one = nearest(name, known);
  return distance(name, one) <= one.length / 2
    ? `did you mean \`${one}\`?`
    : `there are ${known.map((one) => `\`${one}\``).join(", ")}`;
}

function nearest(name: string, known: readonly string[]): string {
  return [...known].sort((a, b) => distance(name, a) - distance(name, b))[0] ?? "";
}

/** Letters that differ, upper and lower case alike. */
function distance(a: string, b: string): number {
  return leven(a.toLowerCase(), b.toLowerCase());
}

/** What came, short: a text in quotes, so that `"5"` is no number, and of an object only that it is one. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return kindOf(value);
  return typeof value === "function" ? "a function" : String(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (value === "") return "an empty string";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "an invalid Date" : "a Date";
  const kind = typeof value;
  return kind === "object" ? "an object" : `a ${kind}`;
}

const LONGEST = 40;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
