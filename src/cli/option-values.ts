import { InvalidArgumentError } from "commander";
import { plainText } from "./plain-text.js";

/** A parser of an option's text: throws what is told to the user, with the option's name before it. */
export type Parser<T> = (text: string) => T;

export const positiveSeconds: Parser<number> = number("a positive number of seconds", (value) => value > 0);

export const secondsOrZero: Parser<number> = number("a number of seconds, 0 or more", (value) => value >= 0);

export const secondsOrInfinity: Parser<number> = (text) =>
  /^inf(inity)?$/i.test(text)
    ? Number.POSITIVE_INFINITY
    : number("a positive number of seconds or Infinity", (value) => value > 0)(text);

export const positiveNumber: Parser<number> = number("a positive number", (value) => value > 0);

export const count: Parser<number> = number(
  "a whole number, at least 1",
  (value) => Number.isInteger(value) && value >= 1,
);

export const port: Parser<number> = number(
  "a whole number from 0 to 65535",
  (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
);

export const url: Parser<string> = (text) => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("Expected an http or https URL.");
};

// Date.parse alone would also take "5" or "March 7".
const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

export const time: Parser<Date> = (text) => {
  const date = new Date(ISO_8601.test(text) ? text : Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError("Expected an ISO 8601 date and time such as 2026-11-05T10:00:00Z.");
};

export function nonEmpty(what: string): Parser<string> {
  return (text) => {
    if (text !== "" && text === plainText(text)) return text;
    throw new InvalidArgumentError(`Expected ${what}.`);
  };
}

export function oneOf<T extends string>(known: readonly T[]): Parser<T> {
  return (text) => {
    const found = known.find((one) => one === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`Expected one of ${known.join(", ")}.`);
  };
}

function number(what: string, holds: (value: number) => boolean): Parser<number> {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && holds(value)) return value;
    throw new InvalidArgumentError(`Expected ${what}.`);
  };
}
