import { expected, expectedSecret, rejectUnknown, rejectUnknownName } from "../text/expected.js";

// One check for each kind of value: it passes, or an error names what is wrong. What `undefined` means is up to the caller.

/** @throws TypeError where it is no number, RangeError where it is infinite, NaN or does not hold. */
export function expectNumber(
  name: string,
  value: unknown,
  wanted: string,
  holds: (value: number) => boolean,
): void {
  if (typeof value !== "number") throw wrong(name, wanted, value);
  if (!Number.isFinite(value) || !holds(value)) throw new RangeError(expected(`\`${name}\``, wanted, value));
}

/** @throws TypeError where it is no object; a list is none. */
export function expectObject(name: string, value: unknown, wanted: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(name, wanted, value);
}

/**
 * An object that has no members but these; the compiler sees to it that they are all of the type's.
 *
 * @throws TypeError, which names the nearest right one where a member is misspelt.
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

/** @throws TypeError where it is no list, or an empty one. */
export function expectList(name: string, value: unknown, wanted: string): void {
  if (!Array.isArray(value) || value.length === 0) throw wrong(name, wanted, value);
}

/** @throws TypeError, which names the nearest right one where a text is misspelt. */
export function expectOneOf(name: string, value: unknown, what: string, known: readonly string[]): void {
  if (typeof value !== "string") throw wrong(name, `one of ${known.join(", ")}`, value);
  rejectUnknownName(`\`${name}\` to be ${what}`, value, known);
}

/** @throws TypeError where it is no string. */
export function expectString(name: string, value: unknown): void {
  if (typeof value !== "string") throw wrong(name, "a string", value);
}

/** @throws TypeError where it is no string or an empty one; a secret of a wrong type is still a secret, and not told. */
export function expectSecret(name: string, value: unknown): void {
  if (typeof value === "string" && value !== "") return;
  throw new TypeError(expectedSecret(`\`${name}\``, "a non-empty string", value));
}

export function wrong(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(expected(`\`${name}\``, wanted, value));
}
