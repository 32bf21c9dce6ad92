import { flag, seconds, wholeNumber, wrong } from "../options/checks.js";
import { DEFAULTS } from "../options/defaults.js";
import { refuseUnknown } from "../text/expected.js";
import { accountsInOneHistory } from "./history.js";
import type {
  AccountOptions,
  FleetOptions,
  FleetRegistrationStateMachineOptions,
  RegistrationStateMachineOptions,
} from "./options.js";

const ACCOUNT_OPTIONS: Readonly<Record<keyof RegistrationStateMachineOptions, true>> = {
  mode: true,
  maxWaitTime: true,
  interval: true,
  expected: true,
  minDelay: true,
  maxDelay: true,
  consistencyGrace: true,
  maxRegistrations: true,
  registration: true,
};
const FLEET_OPTIONS: Readonly<Record<keyof FleetRegistrationStateMachineOptions, true>> = {
  ...ACCOUNT_OPTIONS,
  maxConcurrency: true,
  distributed: true,
  results: true,
};

/** Dearer than one account's own wait: a thousand accounts cost what their reads do. */
const FLEET_INTERVAL = 15;

/** The longest that Step Functions lets an execution take. */
const A_YEAR = 365 * 24 * 3600;

/** What an inline map runs at a time, whatever it is told, and so the most that it should be given. */
const INLINE = 40;
const DISTRIBUTED = { accountsAtATime: 500, mostAtATime: 10_000 };

/** @throws TypeError or RangeError that names the option, what was expected and what came. */
export function resolveAccountOptions(options: RegistrationStateMachineOptions): AccountOptions {
  refuseUnknown("an option", options, Object.keys(ACCOUNT_OPTIONS));
  const resolved = accountOptions(options, DEFAULTS.interval);
  if (accountsInOneHistory(resolved) < 1) throw tooLong(resolved);
  return resolved;
}

/** @throws TypeError or RangeError that names the option, what was expected and what came. */
export function resolveFleetOptions(options: FleetRegistrationStateMachineOptions): FleetOptions {
  refuseUnknown("an option", options, Object.keys(FLEET_OPTIONS));
  const resolved = accountOptions(options, FLEET_INTERVAL);
  const room = accountsInOneHistory(resolved);
  if (room < 1) throw tooLong(resolved);
  const distributed = flag("distributed", options.distributed) ?? true;
  if (options.results !== undefined) checkResults(options.results, distributed);
  const maxConcurrency = wholeNumber("maxConcurrency", options.maxConcurrency);
  const most = distributed ? DISTRIBUTED.mostAtATime : INLINE;
  if (maxConcurrency !== undefined && maxConcurrency > most)
    throw wrong(RangeError, "maxConcurrency", `at most ${most}`, maxConcurrency);
  return {
    ...resolved,
    distributed,
    maxConcurrency: maxConcurrency ?? (distributed ? DISTRIBUTED.accountsAtATime : INLINE),
    results: options.results,
    maxAccounts: distributed ? Number.POSITIVE_INFINITY : Math.min(INLINE, room),
  };
}

function accountOptions(options: RegistrationStateMachineOptions, interval: number): AccountOptions {
  const { mode = "ensure", registration } = options;
  if (mode !== "ensure" && mode !== "wait-only")
    throw wrong(TypeError, "mode", '"ensure" or "wait-only"', mode);
  for (const name of ["maxRegistrations", "registration"] as const)
    if (mode === "wait-only" && options[name] !== undefined)
      throw wrong(TypeError, name, 'left out where `mode` is "wait-only"', options[name]);
  const maxWaitTime = seconds("maxWaitTime", options.maxWaitTime) ?? DEFAULTS.maxWaitTime;
  if (maxWaitTime > A_YEAR) throw wrong(RangeError, "maxWaitTime", `at most a year (${A_YEAR})`, maxWaitTime);
  const minDelay = seconds("minDelay", options.minDelay);
  const maxDelay = seconds("maxDelay", options.maxDelay);
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay)
    throw wrong(RangeError, "minDelay", `at most \`maxDelay\` (${maxDelay})`, minDelay);
  return {
    ensures: mode === "ensure",
    maxWaitTime,
    interval: seconds("interval", options.interval) ?? interval,
    expected: seconds("expected", options.expected) ?? DEFAULTS.expected,
    minDelay: minDelay ?? Math.min(DEFAULTS.minDelay, maxDelay ?? DEFAULTS.minDelay),
    maxDelay: maxDelay ?? Math.max(DEFAULTS.maxDelay, minDelay ?? DEFAULTS.maxDelay),
    consistencyGrace:
      seconds("consistencyGrace", options.consistencyGrace, { orZero: true }) ?? DEFAULTS.consistencyGrace,
    maxRegistrations: wholeNumber("maxRegistrations", options.maxRegistrations) ?? DEFAULTS.maxRegistrations,
    registration,
  };
}

function tooLong({ maxWaitTime }: AccountOptions): Error {
  const wanted =
    "short enough for the 25,000 events that an execution may have, at this `interval` and `maxDelay`";
  return wrong(RangeError, "maxWaitTime", wanted, maxWaitTime);
}

function checkResults(results: object, distributed: boolean): void {
  const { bucket, prefix } = results as Record<string, unknown>;
  if (!distributed) throw wrong(TypeError, "results", "left out where `distributed` is false", results);
  refuseUnknown("an option of `results`", results, ["bucket", "prefix"]);
  if (typeof bucket !== "string" || bucket === "")
    throw wrong(TypeError, "results.bucket", "the name of a bucket", bucket);
  if (prefix !== undefined && typeof prefix !== "string")
    throw wrong(TypeError, "results.prefix", "a string", prefix);
}
