/** The one grammar of complaints about options: "Expected `timeScale` to be a positive number, got NaN". */
export const expected = (name: string, what: string, value: unknown): string =>
  `Expected \`${name}\` to be ${what}, got ${show(value)}`;

/** Throws a TypeError where the value is no number, a RangeError where it is infinite, NaN or does not hold. */
export function expectNumber(
  name: string,
  value: unknown,
  what: string,
  holds: (value: number) => boolean,
): void {
  if (typeof value !== "number") throw new TypeError(expected(name, what, value));
  if (!Number.isFinite(value) || !holds(value)) throw new RangeError(expected(name, what, value));
}

export function expectObject(name: string, value: unknown, what = "an object"): void {
  if (typeof value !== "object" || value === null) throw new TypeError(expected(name, what, value));
}

export function expectList(name: string, value: unknown, what: string): void {
  if (!Array.isArray(value) || value.length === 0) throw new TypeError(expected(name, what, value));
}

export function expectOneOf(name: string, value: unknown, known: readonly string[]): void {
  if (known.some((one) => one === value)) return;
  throw new TypeError(expected(name, `one of ${known.join(", ")}`, value));
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "function" ? "a function" : String(value);
}
