import { Option } from "commander";
import { DEFAULTS } from "../options/defaults.js";
import { emulatorDefaults } from "../testing/options.js";
import {
  accountId,
  count,
  nonEmpty,
  oneOf,
  port,
  positiveNumber,
  positiveSeconds,
  regions,
  secondsOrInfinity,
  secondsOrZero,
  time,
  url,
} from "./option-values.js";
import { DEFAULT_SCENARIO, DEMO_TIME_SCALE, scenarios } from "./scenarios.js";

/** An option of a command: its name follows from its flag's, and its flag's type from what it takes. */
interface OptionSpec {
  readonly does: string;
  /** The placeholder of its value; in brackets if the value may be left out. */
  readonly takes?: `<${string}>` | `[${string}]`;
  readonly parse?: (text: string, former?: never) => unknown;
  /** The setting of the library that holds without the option, for the help. */
  readonly byDefault?: keyof typeof DEFAULTS;
  readonly initial?: unknown;
  readonly conflicts?: readonly string[];
  /** Switches off what is on without the option. */
  readonly negated?: true;
}
export type Options = Readonly<Record<string, OptionSpec>>;

type Value<O> = O extends { parse: (text: string) => infer T }
  ? T
  : O extends { takes: string }
    ? string
    : true;
type Flag<O> =
  | Value<O>
  | (O extends { takes: `[${string}` } ? true : never)
  | (O extends { negated: true } ? false : never);
type Flags<O> = {
  readonly [Name in keyof O as O[Name] extends { initial: unknown } ? Name : never]: Flag<O[Name]>;
} & { readonly [Name in keyof O as O[Name] extends { initial: unknown } ? never : Name]?: Flag<O[Name]> };

const TIME = { takes: "<time>", parse: positiveSeconds } as const;
const LIMIT = { takes: "<time>", parse: secondsOrInfinity } as const;
const COUNT = { takes: "<count>", parse: count } as const;
const FACTOR = { takes: "<factor>", parse: positiveNumber } as const;
const SCENARIOS = scenarios.join(", ");

/** Which registrations, and how they are reached. */
const targetOptions = {
  region: { takes: "<region>", parse: regions, does: "the AWS region; repeat it for several" },
  profile: { takes: "<name>", parse: nonEmpty, does: "the profile of the AWS config files" },
  account: { takes: "<id>", parse: accountId, does: "refuse the credentials of any other AWS account" },
  targets: {
    takes: "<file>",
    does: "a list of { region, profile, roleArn, name, expectedAccountId }: JSON, NDJSON or CSV; - is standard input",
    conflicts: ["region"],
  },
  concurrency: { ...COUNT, does: "registrations at a time (default: all)" },
  endpointUrl: { takes: "<url>", parse: url, does: "where to send the requests instead" },
  dualstack: { does: "use the endpoints that know IPv6" },
  emulate: {
    takes: "[scenario]",
    parse: oneOf(scenarios),
    does: `without an account, on an emulator: ${SCENARIOS}`,
    conflicts: ["endpointUrl", "dualstack", "profile", "account"],
  },
  timeScale: {
    ...FACTOR,
    does: `with --emulate: emulated seconds to a second (default: ${DEMO_TIME_SCALE})`,
  },
} as const satisfies Options;

const outputOptions = {
  json: { does: "print events and the result as lines of JSON" },
  quiet: { does: "print no progress, only the result" },
  color: { does: "print without colors", negated: true },
} as const satisfies Options;

const timeout = { ...TIME, does: "time until the command gives up all targets (default: none)" } as const;
const since = {
  takes: "<time>",
  parse: time,
  does: "when the registration started: a date, epoch seconds, now or -10m; an older result is never believed, and ends with 3",
} as const;

export const statusOptions = {
  ...targetOptions,
  maxWaitTime: {
    ...LIMIT,
    does: "time until failing polls of a target are given up",
    byDefault: "maxReadTime",
  },
  timeout,
  since,
  ...outputOptions,
} as const satisfies Options;

export const waitOptions = {
  ...targetOptions,
  maxWaitTime: { ...LIMIT, does: "time until a wait is given up, or Infinity", byDefault: "maxWaitTime" },
  timeout,
  minDelay: { ...TIME, does: "time between two polls at least", byDefault: "minDelay" },
  maxDelay: { ...TIME, does: "time between two polls at most", byDefault: "maxDelay" },
  interval: { ...TIME, does: "time between polls around the expected finish", byDefault: "interval" },
  expected: { ...TIME, does: "time that a registration usually takes", byDefault: "expected" },
  since,
  consistencyGrace: {
    takes: "<time>",
    parse: secondsOrZero,
    does: 'time for which "not found" and a result older than --since mean "not visible yet"',
    byDefault: "consistencyGrace",
  },
  ...outputOptions,
} as const satisfies Options;

export const ensureOptions = {
  dryRun: { does: "show what would be done" },
  reregister: {
    takes: "[when]",
    parse: oneOf(["if-different"] as const),
    does: "register a registered account again; with =if-different only if it has other resources than requested",
  },
  maxRegistrations: { ...COUNT, does: "calls of RegisterAccount at most", byDefault: "maxRegistrations" },
  timestreamDatabase: { takes: "<name>", parse: nonEmpty, does: "register with this Timestream database" },
  timestreamTable: { takes: "<name>", parse: nonEmpty, does: "and this table of it" },
  dropTimestream: {
    does: "register without Timestream, although that removes the metadata that is stored",
    conflicts: ["timestreamDatabase", "timestreamTable"],
  },
  ...waitOptions,
} as const satisfies Options;

const { port: anyPort, timeScale } = emulatorDefaults;
const scenario = { takes: "<name>", parse: oneOf(scenarios), initial: DEFAULT_SCENARIO } as const;
export const emulateOptions = {
  port: { takes: "<port>", parse: port, does: "where to listen; 0 takes any that is free", initial: anyPort },
  scenario: { ...scenario, does: `how the account behaves: ${SCENARIOS}` },
  timeScale: { ...FACTOR, does: "emulated seconds to a second", initial: timeScale },
  quota: { ...FACTOR, does: "requests a second, above which it throttles (default: none)" },
  json: { does: "print one line of JSON instead" },
} as const satisfies Options;

export type TargetFlags = Flags<typeof targetOptions>;
export type OutputFlags = Flags<typeof outputOptions>;
export type StatusFlags = Flags<typeof statusOptions>;
export type WaitFlags = Flags<typeof waitOptions>;
export type EnsureFlags = Flags<typeof ensureOptions>;
export type EmulateFlags = Flags<typeof emulateOptions>;

/** Returns the option of a flag, as it is typed. */
export function optionName(flag: string): string {
  return `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Returns commander's option for a flag. */
export function createOption(flag: string, spec: OptionSpec): Option {
  const { does, takes, parse, byDefault, initial, conflicts = [], negated } = spec;
  const name = optionName(negated ? `no-${flag}` : flag);
  const option = new Option(
    takes ? `${name} ${takes}` : name,
    byDefault ? `${does} (default: ${DEFAULTS[byDefault]})` : does,
  ).conflicts([...conflicts]);
  if (parse) option.argParser(parse as (text: string) => unknown);
  return initial === undefined ? option : option.default(initial);
}
