import { Option } from "commander";
import { DEFAULTS } from "../options/defaults.js";
import {
  count,
  nonEmpty,
  oneOf,
  type Parser,
  positiveNumber,
  positiveSeconds,
  secondsOrInfinity,
  secondsOrZero,
  time,
  url,
} from "./option-values.js";
import { DEMO_TIME_SCALE, scenarios } from "./scenarios.js";

/** Which registrations, and how they are reached. */
export function targetOptions(): readonly Option[] {
  const region = nonEmpty("the name of an AWS region, such as eu-central-1");
  return [
    new Option("--region <region>", "the AWS region; repeat it for several").argParser(
      (text, former: readonly string[] = []) => [...former, ...text.split(",").map(region)],
    ),
    new Option("--profile <name>", "the profile of the AWS config files").argParser(
      nonEmpty("the name of a profile"),
    ),
    new Option(
      "--targets <file>",
      "a list of { region, profile, roleArn, name }: JSON, NDJSON or CSV; - is standard input",
    ).conflicts("region"),
    new Option("--concurrency <count>", "registrations at a time (default: all)").argParser(count),
    new Option("--endpoint-url <url>", "where to send the requests instead").argParser(url),
    new Option("--dualstack", "use the endpoints that know IPv6"),
    new Option("--emulate [scenario]", `without an account, on an emulator: ${scenarios.join(", ")}`)
      .argParser(oneOf(scenarios))
      .conflicts(["endpointUrl", "dualstack", "profile"]),
    new Option(
      "--time-scale <factor>",
      `with --emulate: emulated seconds to a second (default: ${DEMO_TIME_SCALE})`,
    ).argParser(positiveNumber),
  ];
}

/** When to read, and for how long. */
export function waitOptions(): readonly Option[] {
  return [
    seconds(
      "--max-wait-time",
      secondsOrInfinity,
      "until the wait for a target is given up, or Infinity",
      "maxWaitTime",
    ),
    timeout(),
    seconds("--min-delay", positiveSeconds, "between two reads at least", "minDelay"),
    seconds("--max-delay", positiveSeconds, "between two reads at most", "maxDelay"),
    seconds("--interval", positiveSeconds, "between reads around the expected finish", "interval"),
    seconds("--expected", positiveSeconds, "that a registration usually takes", "expected"),
    since(),
    seconds(
      "--consistency-grace",
      secondsOrZero,
      'for which "not found" and a verdict older than --since mean "not visible yet"',
      "consistencyGrace",
    ),
  ];
}

/** What is printed. */
export function outputOptions(): readonly Option[] {
  return [
    new Option("--json", "print events and the result as lines of JSON"),
    new Option("--quiet", "print no progress, only the result"),
    new Option("--no-color", "print without colors"),
  ];
}

/** The only bound of the whole command. */
export function timeout(): Option {
  return new Option(
    "--timeout <time>",
    "time until the command gives up all targets (default: none)",
  ).argParser(positiveSeconds);
}

/** A time whose default is the library's. */
export function seconds(
  name: string,
  parser: Parser<number>,
  description: string,
  byDefault: keyof typeof DEFAULTS,
): Option {
  return described(`${name} <time>`, `time ${description}`, byDefault, parser);
}

/** An option that is left to the library where it is not given: its help tells the library's default. */
export function described<T>(
  name: string,
  description: string,
  byDefault: keyof typeof DEFAULTS,
  parser: Parser<T>,
): Option {
  return new Option(name, `${description} (default: ${DEFAULTS[byDefault]})`).argParser(parser);
}

/** When the registration began. */
export function since(): Option {
  return new Option(
    "--since <time>",
    "when the registration began: a date, epoch seconds, now or -10m; an older verdict is never believed, and ends with 3",
  ).argParser(time);
}
