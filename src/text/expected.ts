import leven from "leven";

/**
 * Returns the message for an invalid value: "Expected `maxDelay` to be a positive number of seconds, got NaN".
 *
 * @param subject - The value's name, an option in backticks.
 */
export function expected(subject: string, wanted: string, got: unknown): string {
  return `Expected ${subject} to be ${wanted}, got ${shown(got)}`;
}

/** Returns the message for an invalid return value of a function. */
export function expectedReturn(name: string, wanted: string, got: unknown): string {
  return `Expected \`${name}\` to return ${wanted}, got ${shown(got)}`;
}

/** Returns the message for an invalid value that may contain a secret: it names the value's kind, never its content. */
export function expectedSecret(subject: string, wanted: string, got: unknown): string {
  return `Expected ${subject} to be ${wanted}, got ${kindOf(got)}`;
}

/**
 * Rejects an object with an unknown key: a misspelled option would otherwise be ignored silently.
 *
 * @throws TypeError that suggests the nearest known name, or lists all if none is near.
 */
export function rejectUnknown(what: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) rejectUnknownName(what, name, known);
}

/** Rejects one unknown name, which need not be a key. */
export function rejectUnknownName(what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new TypeError(`Expected ${what} that is known, got \`${shortened(name)}\`: ${hint(name, known)}`);
}

/** Largest edit distance at which a name counts as a typo of a known one. */
const MISSPELLED = 3;

/**
 * Rejects an unknown key that looks like a typo or an abbreviation of a known one, in an object that may have other keys.
 *
 * @throws TypeError that suggests the known key.
 */
export function rejectMisspelled(what: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const meant = unknown.filter((name) => {
    const one = nearest(name, known);
    return distance(name, one) <= MISSPELLED || (name.length > MISSPELLED && one.startsWith(name));
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

/** Returns the edit distance of two names, ignoring case. */
function distance(a: string, b: string): number {
  return leven(a.toLowerCase(), b.toLowerCase());
}

/** Returns a short form of a value: a string in quotes, so that `"5"` and `5n` differ from 5; only the kind of an object. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(shortened(value));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "object" || typeof value === "function") return kindOf(value);
  return String(value);
}

/** Returns whether a value is a Date, of any realm: `instanceof` fails for a Date of an iframe or a `vm` context. Never throws. */
export function isDate(value: unknown): value is Date {
  try {
    Date.prototype.getTime.call(value);
    return true;
  } catch {
    return false;
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value === "") return "an empty string";
  const kind = typeof value;
  if (kind !== "object") return `a ${kind}`;
  try {
    if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
    if (isDate(value)) return Number.isNaN(value.getTime()) ? "an invalid Date" : "a Date";
  } catch {
    // A revoked proxy, for example, cannot be inspected.
  }
  return "an object";
}

const LONGEST = 40;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
