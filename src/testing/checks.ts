import { expected, expectedSecret, rejectUnknown, rejectUnknownName } from "../text/expected.js";

// Checks, one for each kind of value. Each throws an error that names the invalid value; the caller handles `undefined`.

/** @throws TypeError if the value is not a number, RangeError if it is infinite, NaN or `holds` rejects it. */
export function expectNumber(
  name: string,
  value: unknown,
  wanted: string,
  holds: (value: number) => boolean,
): void {
  if (typeof value !== "number") throw wrong(name, wanted, value);
  if (!Number.isFinite(value) || !holds(value)) throw new RangeError(expected(`\`${name}\``, wanted, value));
}

/** @throws TypeError if the value is not an object; a list is not accepted either. */
export function expectObject(name: string, value: unknown, wanted: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(name, wanted, value);
}

/**
 * Checks that an object has only these members. The type of `members` makes the compiler require all of `T`.
 *
 * @throws TypeError that suggests the nearest known name for a misspelled member.
 */
export function expectMembers<T extends object>(
  name: string,
  value: T,
  members: { readonly [Name in keyof T]-?: true },
  wanted = "an object",
): void {
  expectObject(name, value, wanted);
  rejectUnknown(`a member of \`${name}\``, value, Object.keys(members));
}

/** @throws TypeError if the value is not a list or is empty. */
export function expectList(name: string, value: unknown, wanted: string): void {
  if (!Array.isArray(value) || value.length === 0) throw wrong(name, wanted, value);
}

/** @throws TypeError that suggests the nearest known name. */
export function expectOneOf(name: string, value: unknown, what: string, known: readonly string[]): void {
  if (typeof value !== "string") throw wrong(name, `one of ${known.join(", ")}`, value);
  rejectUnknownName(`\`${name}\` to be ${what}`, value, known);
}

/** @throws TypeError if the value is not a string. */
export function expectString(name: string, value: unknown): void {
  if (typeof value !== "string") throw wrong(name, "a string", value);
}

/** @throws TypeError if the value is not a non-empty string. Omits the value: it may be a secret of another type. */
export function expectSecret(name: string, value: unknown): void {
  if (typeof value === "string" && value !== "") return;
  throw new TypeError(expectedSecret(`\`${name}\``, "a non-empty string", value));
}

export function wrong(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(expected(`\`${name}\``, wanted, value));
}
