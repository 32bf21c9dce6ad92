import { InvalidArgumentError } from "commander";
import parseDuration from "parse-duration";
import { oneLine } from "../text/one-line.js";
import { UsageError } from "./usage-error.js";

/** A parser of an option's text: throws what the user reads, with the option's name before it. */
type Parser<T> = (text: string) => T;

const EXAMPLES = "such as 90, 90s, 10m or 1h";
export const positiveSeconds: Parser<number> = quantity(`a positive time ${EXAMPLES}`, seconds, isPositive);
export const secondsOrZero: Parser<number> = quantity(
  `a time ${EXAMPLES}, or 0`,
  seconds,
  (value) => value >= 0,
);
export const secondsOrInfinity: Parser<number> = quantity(
  `a positive time ${EXAMPLES}, or Infinity`,
  (text) => (/^inf(inity)?$/i.test(text) ? Number.POSITIVE_INFINITY : seconds(text)),
  isPositive,
);
export const positiveNumber: Parser<number> = quantity("a positive number", number, isPositive);
export const count: Parser<number> = quantity(
  "a whole number, at least 1",
  number,
  (value) => Number.isInteger(value) && value >= 1,
);
export const accountId: Parser<string> = (text) => {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError("Expected an AWS account of 12 digits.");
};
export const port: Parser<number> = quantity(
  "a whole number from 0 to 65535",
  number,
  (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
);

function quantity(
  what: string,
  read: (text: string) => number,
  holds: (value: number) => boolean,
): Parser<number> {
  return (text) => {
    const value = read(text.trim());
    if (holds(value)) return value;
    throw new InvalidArgumentError(`Expected ${what}.`);
  };
}

function isPositive(value: number): boolean {
  return value > 0;
}

/** Returns NaN for months, years, and hexadecimal or exponential numbers, which nobody means here. */
function seconds(text: string): number {
  const number = String.raw`(\d+(\.\d+)?|\.\d+)`;
  const unit = "(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)";
  const known = new RegExp(`^(${number}|(${number}\\s*${unit}\\s*)+)$`, "i").test(text);
  const value = known ? parseDuration(text, "s") : undefined;
  return value != null && Number.isFinite(value) ? value : Number.NaN;
}

function number(text: string): number {
  return /^[\d.]+$/.test(text) ? Number(text) : Number.NaN;
}

/** Repeated, or separated by commas. */
export function regions(text: string, former: readonly string[] = []): readonly string[] {
  return [...former, ...text.split(",").map(nonEmpty)];
}

/** Rejects a URL without the parser's own message, which shows the text: there may be a password in it. */
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

/** Parses what the AWS CLI prints (ISO 8601 in its version 2, epoch seconds in 1), or a time by this machine's clock. */
export const time: Parser<Date> = (text) => {
  const date = new Date(epochMs(text.trim(), Date.now()));
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError(
    "Expected an ISO 8601 date and time such as 2026-11-05T10:00:00Z, epoch seconds, `now`, or a time ago such as -10m.",
  );
};

function epochMs(text: string, now: number): number {
  if (text === "now") return now;
  if (/^-\d/.test(text)) return now - 1000 * seconds(text.slice(1));
  // From 2001 to 5138: fewer digits are a length of time, more are milliseconds.
  if (/^\d{10,11}(\.\d+)?$/.test(text)) return 1000 * Number(text);
  return ISO_8601.test(text) ? Date.parse(text) : Number.NaN;
}

export const nonEmpty: Parser<string> = (text) => {
  if (text !== "" && text === oneLine(text)) return text;
  throw new InvalidArgumentError("Expected a name of printable characters.");
};

export function oneOf<T extends string>(known: readonly T[]): Parser<T> {
  return (text) => {
    const found = known.find((one) => one === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`Expected one of ${known.join(", ")}.`);
  };
}
