import { InvalidArgumentError } from "commander";
import parseDuration from "parse-duration";
import { oneLine } from "../text/one-line.js";
import { UsageError } from "./usage-error.js";

/** A parser of an option's text: throws what is told to the user, with the option's name before it. */
export type Parser<T> = (text: string) => T;

export const positiveSeconds: Parser<number> = duration(
  "a positive time such as 90, 90s, 10m or 1h",
  (seconds) => seconds > 0,
);

export const secondsOrZero: Parser<number> = duration(
  "a time such as 90, 90s, 10m or 1h, or 0",
  (seconds) => seconds >= 0,
);

export const secondsOrInfinity: Parser<number> = (text) =>
  /^inf(inity)?$/i.test(text)
    ? Number.POSITIVE_INFINITY
    : duration("a positive time such as 90, 90s, 10m or 1h, or Infinity", (seconds) => seconds > 0)(text);

export const positiveNumber: Parser<number> = number("a positive number", (value) => value > 0);

export const count: Parser<number> = number(
  "a whole number, at least 1",
  (value) => Number.isInteger(value) && value >= 1,
);

export const port: Parser<number> = number(
  "a whole number from 0 to 65535",
  (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
);

/** Not with the parser's own complaint, which shows what came: there may be a password in it. */
export const url: Parser<string> = (text) => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new UsageError("Expected --endpoint-url to be an http or https URL.");
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new UsageError(
      "Expected --endpoint-url without a user and a password: they are not used. Requests are signed with AWS credentials.",
    );
  }
  return text;
};

// Date.parse alone would also take "5" or "March 7".
const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

/** What the AWS CLI prints (ISO 8601 in its version 2, epoch seconds in 1), or a time by this machine's clock. */
export const time: Parser<Date> = (text) => {
  const date = new Date(epochMs(text.trim(), Date.now()));
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError(
    "Expected an ISO 8601 date and time such as 2026-11-05T10:00:00Z, epoch seconds, `now`, or a time ago such as -10m.",
  );
};

function epochMs(text: string, now: number): number {
  if (text === "now") return now;
  if (/^-\d/.test(text)) return now - 1000 * (parseDuration(text.slice(1), "s") ?? Number.NaN);
  // From 2001 to 5138: fewer digits are a length of time, more are milliseconds.
  if (/^\d{10,11}(\.\d+)?$/.test(text)) return 1000 * Number(text);
  return ISO_8601.test(text) ? Date.parse(text) : Number.NaN;
}

export function nonEmpty(what: string): Parser<string> {
  return (text) => {
    if (text !== "" && text === oneLine(text)) return text;
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

// Not what parse-duration takes besides: months, years, and hexadecimal or exponential numbers, which nobody means here.
const NUMBER = String.raw`(\d+(\.\d+)?|\.\d+)`;
const UNIT = "(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)";
const DURATION = new RegExp(`^(${NUMBER}|(${NUMBER}\\s*${UNIT}\\s*)+)$`, "i");

function duration(what: string, holds: (seconds: number) => boolean): Parser<number> {
  return (text) => {
    const seconds = DURATION.test(text.trim()) ? (parseDuration(text, "s") ?? Number.NaN) : Number.NaN;
    if (Number.isFinite(seconds) && holds(seconds)) return seconds;
    throw new InvalidArgumentError(`Expected ${what}.`);
  };
}

function number(what: string, holds: (value: number) => boolean): Parser<number> {
  return (text) => {
    const value = /^[\d.]+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (Number.isFinite(value) && holds(value)) return value;
    throw new InvalidArgumentError(`Expected ${what}.`);
  };
}
