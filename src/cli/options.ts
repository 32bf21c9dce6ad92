import { Option } from "commander";
import { DEFAULTS } from "../options/defaults.js";
import { emulatorDefaults } from "../testing/options.js";
import * as parse from "./option-values.js";
import { DEFAULT_SCENARIO, DEMO_TIME_SCALE, kebabCase, scenarios } from "./scenarios.js";

/** An option of a command. Its key in a table is its flag; the key in kebab case is its name. */
interface OptionSpec {
  readonly does: string;
  readonly short?: `-${string}`;
  /** The placeholder of its value; in brackets if the value may be left out. */
  readonly takes?: `<${string}>` | `[${string}]`;
  readonly choices?: readonly string[];
  readonly parse?: (text: string, former?: never) => unknown;
  /** The library's setting whose default the help prints. */
  readonly byDefault?: keyof typeof DEFAULTS;
  /** Switches off a feature that is on without the option. */
  readonly negated?: true;
}
export type Options = Readonly<Record<string, OptionSpec>>;

type Value<O> = O extends { choices: readonly (infer T)[] } | { parse: (text: string) => infer T }
  ? T
  : O extends { takes: string }
    ? string
    : true;
type Flag<O> =
  | Value<O>
  | (O extends { takes: `[${string}` } ? true : never)
  | (O extends { negated: true } ? false : never);
type Flags<O> = { readonly [Name in keyof O]?: Flag<O[Name]> };

const TIME = { takes: "<time>", parse: parse.positiveSeconds } as const;
const LIMIT = { takes: "<time>", parse: parse.secondsOrInfinity } as const;
const COUNT = { takes: "<count>", parse: parse.wholeNumber } as const;
const FACTOR = { takes: "<factor>", parse: parse.positiveNumber } as const;
const NAME = { takes: "<name>", parse: parse.nonEmpty } as const;

const DEMO = `use an emulator (default: ${DEFAULT_SCENARIO})`;
const SCALE = `emulated seconds in a second; shortens a wait's default times (default: ${DEMO_TIME_SCALE})`;

const targetOptions = {
  region: { takes: "<region>", parse: parse.regions, does: "the AWS region; repeat the option for several" },
  profile: { ...NAME, does: "the profile of the AWS config files" },
  account: { takes: "<id>", parse: parse.accountId, does: "reject the credentials of any other AWS account" },
  targets: { takes: "<file>", does: "a list of targets, see `help targets`; - is standard input" },
  concurrency: { ...COUNT, does: "maximum number of targets at a time (default: all)" },
  endpointUrl: { takes: "<url>", parse: parse.url, does: "endpoint of AWS IoT FleetWise" },
  dualstack: { does: "use the dual-stack endpoints, which support IPv6" },
  emulate: { takes: "[scenario]", choices: scenarios, does: DEMO },
  timeScale: { ...FACTOR, does: SCALE },
} as const satisfies Options;

const outputOptions = {
  json: { does: "print events and the result as lines of JSON" },
  quiet: { short: "-q", does: "print only the result and errors" },
  color: { does: "print without colors", negated: true },
} as const satisfies Options;

const timeout = { ...TIME, does: "time limit of the whole command (default: none)" } as const;
const START =
  "start time of the registration: a date, epoch seconds, now or -10m; exit code 3 if only an older result appears";
const since = { takes: "<time>", parse: parse.time, does: START } as const;
const GRACE = 'time for which "not found" and a result older than --since mean "not visible yet"';

export const statusOptions = {
  ...targetOptions,
  maxWaitTime: { ...LIMIT, does: "time limit for a target's first response", byDefault: "maxReadTime" },
  timeout,
  since,
  ...outputOptions,
} as const satisfies Options;

export const waitOptions = {
  ...targetOptions,
  maxWaitTime: { ...LIMIT, does: "time limit of a target's wait, or Infinity", byDefault: "maxWaitTime" },
  timeout,
  minDelay: { ...TIME, does: "minimum time between two polls", byDefault: "minDelay" },
  maxDelay: { ...TIME, does: "maximum time between two polls", byDefault: "maxDelay" },
  interval: { ...TIME, does: "time between polls around the expected finish", byDefault: "interval" },
  expected: { ...TIME, does: "time that a registration usually takes", byDefault: "expected" },
  since,
  consistencyGrace: { ...TIME, parse: parse.secondsOrZero, does: GRACE, byDefault: "consistencyGrace" },
  ...outputOptions,
} as const satisfies Options;

const AGAIN = "register a registered account again; with =if-different only if its resources differ";
const MOST = "maximum number of RegisterAccount requests";
export const ensureOptions = {
  dryRun: { does: "show what would be done" },
  reregister: { takes: "[when]", choices: ["if-different"], does: AGAIN },
  maxRegistrations: { ...COUNT, does: MOST, byDefault: "maxRegistrations" },
  timestreamDatabase: { ...NAME, does: "register with this Timestream database (legacy mode)" },
  timestreamTable: { ...NAME, does: "register with this table of the Timestream database" },
  dropTimestream: { does: "register without Timestream, although that removes stored metadata" },
  ...waitOptions,
} as const satisfies Options;

const { port, timeScale } = emulatorDefaults;
export const emulateOptions = {
  port: { takes: "<port>", parse: parse.port, does: `port to listen on, or 0 for any (default: ${port})` },
  scenario: { takes: "<name>", choices: scenarios, does: `timeline (default: ${DEFAULT_SCENARIO})` },
  timeScale: { ...FACTOR, does: `emulated seconds in a second (default: ${timeScale})` },
  quota: { ...FACTOR, takes: "<rate>", does: "requests a second above which it throttles (default: none)" },
  json: { does: "print the endpoint and an example command as one line of JSON" },
} as const satisfies Options;

/** Options that exclude each other. */
const CONFLICTS: Readonly<Record<string, readonly string[]>> = {
  targets: ["region"],
  emulate: ["endpointUrl", "dualstack", "profile", "account"],
  dropTimestream: ["timestreamDatabase", "timestreamTable"],
};

export type TargetFlags = Flags<typeof targetOptions>;
export type OutputFlags = Flags<typeof outputOptions>;
export type StatusFlags = Flags<typeof statusOptions>;
export type WaitFlags = Flags<typeof waitOptions>;
export type EnsureFlags = Flags<typeof ensureOptions>;
export type EmulateFlags = Flags<typeof emulateOptions>;

export function optionName(flag: string): string {
  return `--${kebabCase(flag)}`;
}

export function createOption(flag: string, spec: OptionSpec): Option {
  const { does, short, takes, choices, parse, byDefault, negated } = spec;
  const long = [optionName(negated ? `no-${flag}` : flag), takes].filter(Boolean).join(" ");
  const option = new Option(
    short ? `${short}, ${long}` : long,
    byDefault ? `${does} (default: ${DEFAULTS[byDefault]})` : does,
  ).conflicts([...(CONFLICTS[flag] ?? [])]);
  if (choices) option.choices(choices);
  if (parse) option.argParser(parse as (text: string) => unknown);
  return option;
}
