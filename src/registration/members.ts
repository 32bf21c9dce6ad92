// The members of an answer of the service, read one by one: each as it should be, or a TypeError that names it.

import { expected } from "../text/expected.js";

/** An answer, or a part of one. */
export type Members = Readonly<Record<string, unknown>>;

/** A member that is left out, not `undefined`, where there is no value: snapshots compare and print as what was sent. */
export function present<K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]: T });
}

export function objectOf(value: unknown, what: string): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed(what, "an object", value);
  return value as Members;
}

export function text(members: Members, name: string, path = ""): string | undefined {
  const value = members[name] ?? undefined;
  if (value !== undefined && typeof value !== "string")
    throw malformed(`\`${path}${name}\` of the answer`, "a string", value);
  return value;
}

export function requiredText(members: Members, name: string, path = ""): string {
  const value = text(members, name, path);
  if (!value) throw malformed(`\`${path}${name}\` of the answer`, "a non-empty string", value);
  return value;
}

/**
 * The times that an answer may tell. Others are a mistake of the unit, milliseconds taken for seconds or seconds for
 * milliseconds. They are not scaled: what guesses once would take a wrong source for a right one ever after.
 */
export const EARLIEST_MS: number = Date.UTC(2000, 0);
export const LATEST_MS: number = Date.UTC(2200, 0);

// Date.parse alone would also take "5" or "March 7". AWS's CLI writes microseconds and an offset.
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

export function time(members: Members, name: string): Date | undefined {
  const value = members[name] ?? undefined;
  if (value === undefined) return undefined;
  const epochMs =
    value instanceof Date
      ? value.getTime()
      : typeof value === "number"
        ? Math.round(value * 1000)
        : typeof value === "string" && ISO_8601.test(value)
          ? Date.parse(value)
          : Number.NaN;
  const subject = `\`${name}\` of the answer`;
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime()))
    throw malformed(subject, "a Date, epoch seconds or an ISO 8601 date and time", value);
  if (epochMs >= EARLIEST_MS && epochMs < LATEST_MS) return date;
  const got = value instanceof Date ? date.toISOString() : value;
  throw malformed(subject, "a time from 2000 to 2200, in seconds where it is a number", got);
}

/** Named, because it ends a wait, and what is to be done about it goes by the name. */
export function malformed(what: string, wanted: string, got: unknown): TypeError {
  const error = new TypeError(expected(what, wanted, got));
  error.name = "MalformedAnswerError";
  return error;
}
