// Reads the members of a response. A member of the wrong type is a TypeError that names it.

import { expected, isDate } from "../text/expected.js";

/** A response, or an object in it. */
export type Members = Readonly<Record<string, unknown>>;

/** Returns a frozen copy without the members that are `undefined`, so that a snapshot has only the members that were received. */
export function received<T extends object>(members: T): Readonly<T> {
  const present: Partial<T> = {};
  for (const name in members) if (members[name] !== undefined) present[name] = members[name];
  return Object.freeze(present as T);
}

export function objectOf(value: unknown, what: string): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed(what, "an object", value);
  return value as Members;
}

export function text(members: Members, name: string, path: string): string | undefined {
  const value = members[name] ?? undefined;
  if (value !== undefined && typeof value !== "string")
    throw malformed(`\`${path}${name}\` of the response`, "a string", value);
  return value;
}

export function requiredText(members: Members, name: string, path = ""): string {
  const value = text(members, name, path);
  if (!value) throw malformed(`\`${path}${name}\` of the response`, "a non-empty string", value);
  return value;
}

/**
 * Bounds of a plausible time. A time outside them is usually in the wrong unit, milliseconds for seconds or seconds for
 * milliseconds. It is rejected, not converted, because a guess would hide a source that is wrong.
 */
export const EARLIEST_MS: number = Date.UTC(2000, 0);
export const LATEST_MS: number = Date.UTC(2200, 0);

// Date.parse alone would also take "5" or "March 7". The AWS CLI writes microseconds and an offset.
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

export function time(members: Members, name: string): Date | undefined {
  const value = members[name] ?? undefined;
  if (value === undefined) return undefined;
  const epochMs = isDate(value)
    ? value.getTime()
    : typeof value === "number"
      ? Math.round(value * 1000)
      : typeof value === "string" && ISO_8601.test(value)
        ? Date.parse(value)
        : Number.NaN;
  const subject = `\`${name}\` of the response`;
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime()))
    throw malformed(subject, "a Date, epoch seconds or an ISO 8601 date and time", value);
  if (epochMs >= EARLIEST_MS && epochMs < LATEST_MS) return date;
  const got = isDate(value) ? date.toISOString() : value;
  throw malformed(subject, "a time from 2000 to 2200, in seconds if it is a number", got);
}

/** Returns an error with a name of its own: the name decides that it ends the wait, and which advice it gets. */
function malformed(what: string, wanted: string, got: unknown): TypeError {
  const error = new TypeError(expected(what, wanted, got));
  error.name = "MalformedAnswerError";
  return error;
}
