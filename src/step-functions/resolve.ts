import { flag, optionsOf, seconds, wholeNumber, wrong } from "../options/checks.js";
import { resolveEnsureOptions } from "../options/ensure.js";
import { rejectUnknown } from "../text/expected.js";
import { CADENCE_DEFAULTS, expectedFinish } from "../timing/cadence.js";
import { accountsInOneHistory } from "./history.js";
import { isRoleName, MEMBER_ROLE_NAME } from "./member-role.js";
import type {
  AccountOptions,
  MultiAccountOptions,
  MultiAccountRegistrationStateMachineOptions,
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
const MULTI_ACCOUNT_OPTIONS: Readonly<Record<keyof MultiAccountRegistrationStateMachineOptions, true>> = {
  ...ACCOUNT_OPTIONS,
  maxConcurrency: true,
  distributed: true,
  ifUnregistered: true,
  memberRoleName: true,
  results: true,
};

/** Longer than one account's own: what a thousand accounts cost is their reads. */
const MULTI_ACCOUNT_INTERVAL = 15;

/** The longest that Step Functions lets an execution take, in seconds. */
const A_YEAR = 365 * 24 * 3600;

/** What an inline map runs at a time, whatever it is told, and so the most that it should be given. */
const INLINE = 40;
const DISTRIBUTED = { accountsAtATime: 500, mostAtATime: 10_000 };

/** @throws TypeError or RangeError that names the option, what was expected and what came. */
export function resolveAccountOptions(options: RegistrationStateMachineOptions): AccountOptions {
  optionsOf(options, Object.keys(ACCOUNT_OPTIONS));
  const resolved = accountOptions(options, CADENCE_DEFAULTS.interval);
  if (accountsInOneHistory(resolved) < 1) throw tooLong(resolved);
  return resolved;
}

/** @throws TypeError or RangeError that names the option, what was expected and what came. */
export function resolveMultiAccountOptions(
  options: MultiAccountRegistrationStateMachineOptions,
): MultiAccountOptions {
  optionsOf(options, Object.keys(MULTI_ACCOUNT_OPTIONS));
  const resolved = accountOptions(options, MULTI_ACCOUNT_INTERVAL);
  const room = accountsInOneHistory(resolved);
  if (room < 1) throw tooLong(resolved);
  const distributed = flag("distributed", options.distributed) ?? true;
  const { ifUnregistered = "fail", memberRoleName = MEMBER_ROLE_NAME, results } = options;
  if (ifUnregistered !== "fail" && ifUnregistered !== "succeed")
    throw wrong(TypeError, "ifUnregistered", '"fail" or "succeed"', ifUnregistered);
  const names = typeof memberRoleName === "string" ? memberRoleName.split("/") : [];
  if (names.length === 0 || !names.every(isRoleName))
    throw wrong(
      TypeError,
      "memberRoleName",
      "the name of a role, after its path if it has one",
      memberRoleName,
    );
  if (results !== undefined) checkResults(results);
  const maxConcurrency = wholeNumber("maxConcurrency", options.maxConcurrency);
  const most = distributed ? DISTRIBUTED.mostAtATime : INLINE;
  if (maxConcurrency !== undefined && maxConcurrency > most)
    throw wrong(RangeError, "maxConcurrency", `at most ${most}`, maxConcurrency);
  return {
    ...resolved,
    distributed,
    maxConcurrency: maxConcurrency ?? (distributed ? DISTRIBUTED.accountsAtATime : INLINE),
    ifUnregistered,
    memberRoleName,
    results,
    maxAccounts: distributed ? Number.POSITIVE_INFINITY : Math.min(INLINE, room),
  };
}

/** What the two have in common with ensuring is checked as ensuring's. */
function accountOptions(options: RegistrationStateMachineOptions, usualInterval: number): AccountOptions {
  const { mode = "ensure", interval = usualInterval, expected = CADENCE_DEFAULTS.expected } = options;
  const { maxWaitTime, minDelay, maxDelay, consistencyGrace, maxRegistrations, registration } = options;
  if (mode !== "ensure" && mode !== "wait-only")
    throw wrong(TypeError, "mode", '"ensure" or "wait-only"', mode);
  for (const name of ["maxRegistrations", "registration"] as const)
    if (mode === "wait-only" && options[name] !== undefined)
      throw wrong(TypeError, name, 'left out where `mode` is "wait-only"', options[name]);
  // An execution does not wait forever.
  seconds("maxWaitTime", maxWaitTime);
  const ensured = resolveEnsureOptions({
    client: NOBODY,
    ...{ maxWaitTime, minDelay, maxDelay, consistencyGrace, maxRegistrations, registration },
  });
  if (ensured.maxWaitMs > 1000 * A_YEAR)
    throw wrong(RangeError, "maxWaitTime", `at most a year (${A_YEAR})`, maxWaitTime);
  expectedFinish({ interval, expected });
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

/** A state machine has no client: it calls the service itself. */
const NOBODY = { send: async () => {} };

function tooLong({ maxWaitTime }: AccountOptions): Error {
  const wanted =
    "short enough for the 25,000 events that an execution may have, at this `interval` and `maxDelay`";
  return wrong(RangeError, "maxWaitTime", wanted, maxWaitTime);
}

function checkResults(results: object): void {
  const { bucket, prefix } = results as Record<string, unknown>;
  rejectUnknown("an option of `results`", results, ["bucket", "prefix"]);
  if (typeof bucket !== "string" || bucket === "")
    throw wrong(TypeError, "results.bucket", "the name of a bucket", bucket);
  if (prefix !== undefined && typeof prefix !== "string")
    throw wrong(TypeError, "results.prefix", "a string", prefix);
}
