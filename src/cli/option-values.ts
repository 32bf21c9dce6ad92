import { InvalidArgumentError } from "commander";
import parseDuration from "parse-duration";
import { oneLine } from "../text/one-line.js";
import { REGION, REGION_FORM } from "../text/regions.js";
import { UsageError } from "./errors.js";

/** A parser of an option's value. It throws the message that follows the option's name. */
type Parser<T> = (text: string) => T;

const EXAMPLES = "such as 90, 90s, 10m or 1h";
const isPositive = (value: number) => value > 0;
const asIs = (text: string) => text;
const isPrintable = (text: string) => text !== "" && text === oneLine(text);

export const positiveSeconds = parser(`a positive time ${EXAMPLES}`, seconds, isPositive);
export const secondsOrZero = parser(`a time ${EXAMPLES}, or 0`, seconds, (value) => value >= 0);
export const secondsOrInfinity = parser(`a positive time ${EXAMPLES}, or Infinity`, orInfinity, isPositive);
export const positiveNumber = parser("a positive number", number, isPositive);
export const wholeNumber = integer("a whole number, at least 1", 1);
export const port = integer("a whole number from 0 to 65535", 0, 65_535);
export const accountId = parser("an AWS account of 12 digits", asIs, (text) => /^\d{12}$/.test(text));
export const nonEmpty = parser("a name of printable characters", asIs, isPrintable);

function parser<T>(wanted: string, read: Parser<T>, holds: (value: T) => boolean): Parser<T> {
  return (text) => {
    const value = read(text.trim());
    if (holds(value)) return value;
    throw new InvalidArgumentError(`Expected ${wanted}.`);
  };
}

function integer(wanted: string, least: number, most = Number.POSITIVE_INFINITY): Parser<number> {
  return parser(wanted, number, (value) => Number.isInteger(value) && value >= least && value <= most);
}

const TIME =
  /^((\d*\.)?\d+|((\d*\.)?\d+\s*(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\s*)+)$/i;

/** Returns NaN for units longer than a day, and hexadecimal or exponential numbers: they are probably mistakes. */
function seconds(text: string): number {
  return (TIME.test(text) ? parseDuration(text, "s") : undefined) ?? Number.NaN;
}

function orInfinity(text: string): number {
  return /^inf(inity)?$/i.test(text) ? Number.POSITIVE_INFINITY : seconds(text);
}

function number(text: string): number {
  return /^[\d.]+$/.test(text) ? Number(text) : Number.NaN;
}

const region = parser(REGION_FORM, asIs, (text) => REGION.test(text));

/** Parses regions, separated by commas, and appends them to `former`, the regions of earlier uses of the option. */
export function regions(text: string, former: readonly string[] = []): readonly string[] {
  const all = [...former, ...text.split(",").map(region)];
  if (new Set(all).size === all.length) return all;
  throw new InvalidArgumentError("Expected each region only once.");
}

/** Checks a URL. Throws its own error, because commander's message would show the URL, which may contain a password. */
export const url: Parser<string> = (text) => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new UsageError("Expected --endpoint-url to be an http or https URL.");
  if (parsed.username === "" && parsed.password === "") return text;
  throw new UsageError(
    "Expected --endpoint-url without a user and a password: they are not used. Requests are signed with AWS credentials.",
  );
};

// Date.parse alone would also accept "5" or "March 7".
const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

/** Parses the times that the AWS CLI prints (ISO 8601 in its version 2, epoch seconds in 1), or a time by this machine's clock. */
export const time = parser(
  "an ISO 8601 date and time such as 2026-11-05T10:00:00Z, epoch seconds, `now`, or a time ago such as -10m",
  (text) => new Date(epochMs(text, Date.now())),
  (date) => !Number.isNaN(date.getTime()),
);

function epochMs(text: string, now: number): number {
  if (text === "now") return now;
  if (/^-\d/.test(text)) return now - 1000 * seconds(text.slice(1));
  // Epoch seconds from 2001 to 5138 have 10 or 11 digits. Fewer digits are probably a duration, more are milliseconds.
  if (/^\d{10,11}(\.\d+)?$/.test(text)) return 1000 * Number(text);
  return ISO_8601.test(text) ? Date.parse(text) : Number.NaN;
}
