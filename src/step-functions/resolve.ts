import {
  checkedOptions,
  flag,
  matching,
  nested,
  OPTIONS,
  oneOf,
  type Schema,
  seconds,
  wholeNumber,
  wrong,
} from "../options/checks.js";
import { checkMode, ensureSchema, resolveEnsureOptions } from "../options/ensure.js";
import { CADENCE_DEFAULTS } from "../timing/cadence.js";
import { accountsInOneHistory } from "./history.js";
import { isRoleName, MEMBER_ROLE_NAME } from "./member-role.js";
import type {
  AccountOptions,
  MultiAccountOptions,
  MultiAccountRegistrationStateMachineOptions,
  RegistrationStateMachineOptions,
  ResultsOptions,
} from "./options.js";

const { minDelay, maxDelay, consistencyGrace, maxRegistrations, registration } = ensureSchema();

const ACCOUNT: Schema<RegistrationStateMachineOptions> = {
  mode: checkMode,
  // An execution does not wait forever.
  maxWaitTime: (name, value) => atMost(A_YEAR, `a year (${A_YEAR})`, name, seconds(name, value)),
  interval: seconds,
  expected: seconds,
  ...{ minDelay, maxDelay, consistencyGrace, maxRegistrations, registration },
};

const RESULTS: Schema<ResultsOptions> = {
  bucket: (name, value) => {
    if (typeof value !== "string" || value === "")
      throw wrong(TypeError, name, "the name of a bucket", value);
  },
  prefix: matching("a string", (text) => typeof text === "string"),
};

const MULTI_ACCOUNT: Schema<MultiAccountRegistrationStateMachineOptions> = {
  ...ACCOUNT,
  maxConcurrency: wholeNumber,
  distributed: flag,
  ifUnregistered: oneOf(["fail", "succeed"]),
  memberRoleName: matching(
    "the name of a role, after its path if it has one",
    (name) => typeof name === "string" && name.split("/").every(isRoleName),
  ),
  results: nested(RESULTS, "an option"),
};

/** Seconds; longer than for one account, because polls decide the cost of many accounts. */
const MULTI_ACCOUNT_INTERVAL = 15;

/** The longest duration of an execution, in seconds. */
const A_YEAR = 365 * 24 * 3600;

/** The most items that Step Functions processes at a time in an inline map. */
const INLINE = 40;
const DISTRIBUTED = { accountsAtATime: 500, mostAtATime: 10_000 };

/** @throws TypeError or RangeError that names the option, the expected and the actual value. */
export function resolveAccountOptions(options: RegistrationStateMachineOptions): AccountOptions {
  const given = checkedOptions("an object", options, ACCOUNT, OPTIONS);
  const resolved = accountOptions(given, CADENCE_DEFAULTS.interval);
  checkHistory(resolved);
  return resolved;
}

/** @throws TypeError or RangeError that names the option, the expected and the actual value. */
export function resolveMultiAccountOptions(
  options: MultiAccountRegistrationStateMachineOptions,
): MultiAccountOptions {
  const given = checkedOptions("an object", options, MULTI_ACCOUNT, OPTIONS);
  const resolved = accountOptions(given, MULTI_ACCOUNT_INTERVAL);
  const most = checkHistory(resolved);
  const { distributed = true, ifUnregistered = "fail", memberRoleName = MEMBER_ROLE_NAME, results } = given;
  const { maxConcurrency = distributed ? DISTRIBUTED.accountsAtATime : INLINE } = given;
  const mostAtATime = distributed ? DISTRIBUTED.mostAtATime : INLINE;
  atMost(mostAtATime, String(mostAtATime), "maxConcurrency", maxConcurrency);
  return {
    ...resolved,
    ...{ distributed, maxConcurrency, ifUnregistered, memberRoleName, results },
    maxAccounts: distributed ? Number.POSITIVE_INFINITY : Math.min(INLINE, most),
  };
}

/** Sets the same defaults as ensuring does, except the interval. */
function accountOptions(options: RegistrationStateMachineOptions, usualInterval: number): AccountOptions {
  const { mode = "ensure", interval = usualInterval, expected = CADENCE_DEFAULTS.expected } = options;
  const { maxWaitTime, minDelay, maxDelay, consistencyGrace, maxRegistrations, registration } = options;
  for (const name of ["maxRegistrations", "registration"] as const)
    if (mode === "wait-only" && options[name] !== undefined)
      throw wrong(TypeError, name, 'left out if `mode` is "wait-only"', options[name]);
  const ensured = resolveEnsureOptions({
    client: NOBODY,
    ...{ maxWaitTime, minDelay, maxDelay, consistencyGrace, maxRegistrations, registration },
  });
  return {
    ensures: mode === "ensure",
    maxWaitTime: ensured.maxWaitMs / 1000,
    interval,
    expected,
    minDelay: ensured.minDelayMs / 1000,
    maxDelay: ensured.maxDelayMs / 1000,
    consistencyGrace: ensured.consistencyGraceMs / 1000,
    maxRegistrations: ensured.maxRegistrations,
    registration: ensured.registration,
  };
}

/** Satisfies the check of `client`, which a state machine does not have. */
const NOBODY = { send: async () => {} };

/** Returns how many accounts fit into the history of one execution. @throws RangeError if not even one does. */
function checkHistory(options: AccountOptions): number {
  const accounts = accountsInOneHistory(options);
  if (accounts >= 1) return accounts;
  const wanted =
    "short enough for the 25,000 events that an execution may have, at this `interval` and `maxDelay`";
  throw wrong(RangeError, "maxWaitTime", wanted, options.maxWaitTime);
}

function atMost(most: number, words: string, name: string, value: number | undefined): void {
  if (value !== undefined && value > most) throw wrong(RangeError, name, `at most ${words}`, value);
}
