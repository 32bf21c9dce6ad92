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
export function refuseUnknown(what: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) refuseUnknownName(what, name, known);
}

/** The same of one name, which need not be a key. */
export function refuseUnknownName(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new TypeError(`Expected ${what} that is known, got \`${shortened(name)}\`: ${hint(name, known)}`);
}

function hint(name: string, known: readonly string[]): string {
  const distance = (one: string) => leven(name.toLowerCase(), one.toLowerCase());
  const nearest = [...known].sort((a, b) => distance(a) - distance(b))[0] ?? "";
  return distance(nearest) <= nearest.length / 2
    ? `did you mean \`${nearest}\`?`
    : `there are ${known.map((one) => `\`${one}\``).join(", ")}`;
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
