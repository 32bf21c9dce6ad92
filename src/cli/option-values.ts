import { InvalidArgumentError } from "commander";
import parseDuration from "parse-duration";
import { oneLine } from "../text/one-line.js";
import { UsageError } from "./errors.js";

/** A parser of an option's value. It throws the message that follows the option's name. */
type Parser<T> = (text: string) => T;

const EXAMPLES = "such as 90, 90s, 10m or 1h";
const isPositive = (value: number) => value > 0;

export const positiveSeconds = quantity(`a positive time ${EXAMPLES}`, seconds, isPositive);
export const secondsOrZero = quantity(`a time ${EXAMPLES}, or 0`, seconds, (value) => value >= 0);
export const secondsOrInfinity = quantity(
  `a positive time ${EXAMPLES}, or Infinity`,
  (text) => (/^inf(inity)?$/i.test(text) ? Number.POSITIVE_INFINITY : seconds(text)),
  isPositive,
);
export const positiveNumber = quantity("a positive number", number, isPositive);
export const wholeNumber = quantity(
  "a whole number, at least 1",
  number,
  (value) => Number.isInteger(value) && value >= 1,
);
export const port = quantity(
  "a whole number from 0 to 65535",
  number,
  (value) => Number.isInteger(value) && value <= 65_535,
);
export const accountId = parser("an AWS account of 12 digits", (text) =>
  /^\d{12}$/.test(text) ? text : undefined,
);
export const nonEmpty = parser("a name of printable characters", (text) =>
  text !== "" && text === oneLine(text) ? text : undefined,
);

function parser<T>(wanted: string, read: (text: string) => T | undefined): Parser<T> {
  return (text) => {
    const value = read(text);
    if (value !== undefined) return value;
    throw new InvalidArgumentError(`Expected ${wanted}.`);
  };
}

function quantity(wanted: string, read: Parser<number>, holds: (value: number) => boolean): Parser<number> {
  return parser(wanted, (text) => {
    const value = read(text.trim());
    return holds(value) ? value : undefined;
  });
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

/** Parses regions, separated by commas, and adds them to those of the same option before. */
export function regions(text: string, former: readonly string[] = []): readonly string[] {
  return [...former, ...text.split(",").map(nonEmpty)];
}

/** Rejects a URL without commander's message, which shows the text: it may contain a password. */
export const url: Parser<string> = (text) => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new UsageError("Expected --endpoint-url to be an http or https URL.");
  if (parsed.username === "" && parsed.password === "") return text;
  throw new UsageError(
    "Expected --endpoint-url without a user and a password: they are not used. Requests are signed with AWS credentials.",
  );
};

// Date.parse alone would also take "5" or "March 7".
const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

/** Parses the times that the AWS CLI prints (ISO 8601 in its version 2, epoch seconds in 1), or a time by this machine's clock. */
export const time = parser(
  "an ISO 8601 date and time such as 2026-11-05T10:00:00Z, epoch seconds, `now`, or a time ago such as -10m",
  (text) => {
    const date = new Date(epochMs(text.trim(), Date.now()));
    return Number.isNaN(date.getTime()) ? undefined : date;
  },
);

function epochMs(text: string, now: number): number {
  if (text === "now") return now;
  if (/^-\d/.test(text)) return now - 1000 * seconds(text.slice(1));
  // From 2001 to 5138: fewer digits are a length of time, more are milliseconds.
  if (/^\d{10,11}(\.\d+)?$/.test(text)) return 1000 * Number(text);
  return ISO_8601.test(text) ? Date.parse(text) : Number.NaN;
}
