import { expected } from "../text/expected.js";

/** Throws a TypeError where the value is no number, a RangeError where it is infinite, NaN or does not hold. */
export function expectNumber(
  name: string,
  value: unknown,
  wanted: string,
  holds: (value: number) => boolean,
): void {
  if (typeof value !== "number") throw wrong(name, wanted, value);
  if (!Number.isFinite(value) || !holds(value)) throw new RangeError(expected(`\`${name}\``, wanted, value));
}

export function expectObject(name: string, value: unknown, wanted = "an object"): void {
  if (typeof value !== "object" || value === null) throw wrong(name, wanted, value);
}

export function expectList(name: string, value: unknown, wanted: string): void {
  if (!Array.isArray(value) || value.length === 0) throw wrong(name, wanted, value);
}

export function expectOneOf(name: string, value: unknown, known: readonly string[]): void {
  if (!known.some((one) => one === value)) throw wrong(name, `one of ${known.join(", ")}`, value);
}

export function wrong(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(expected(`\`${name}\``, wanted, value));
}
