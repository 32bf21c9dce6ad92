import {
  describeRegistration,
  type RegisterAccountInput,
  RegistrationFailedError,
  ResourcesDifferError,
  watchEnsureEvents,
} from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import { type Decision, decide } from "../../registration/decide.js";
import { UsageError } from "../errors.js";
import type { Host } from "../host.js";
import type { EnsureFlags } from "../options.js";
import { type Outcome, outcomeOfError, reasonOf } from "../outcome.js";
import { openTargets } from "../targets/targets.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { pollAll } from "./status.js";
import { waitForAll } from "./wait.js";

export async function ensure(flags: EnsureFlags, host: Host): Promise<readonly Outcome[]> {
  const { maxRegistrations, reregister } = flags;
  const registration = registrationOf(flags);
  if (flags.dryRun) return dryRun({ ...flags, registration }, host);
  return waitForAll("ensure", flags, host, (config) =>
    watchEnsureEvents({ ...config, maxRegistrations, registration, reregister }),
  );
}

/** Returns the input of RegisterAccount; `undefined` lets the library choose one that loses no metadata. */
function registrationOf(flags: EnsureFlags): RegisterAccountInput | undefined {
  const { timestreamDatabase: timestreamDatabaseName, timestreamTable: timestreamTableName } = flags;
  if (timestreamDatabaseName !== undefined && timestreamTableName !== undefined)
    return { timestreamResources: { timestreamDatabaseName, timestreamTableName } };
  if (timestreamDatabaseName === timestreamTableName) return flags.dropTimestream ? {} : undefined;
  throw new UsageError("Expected --timestream-database and --timestream-table together.");
}

type PlanFlags = EnsureFlags & { readonly registration: RegisterAccountInput | undefined };

/** Shows what `ensure` would do. A target for which that would end at once has the outcome of `ensure`, others that of `status`. */
async function dryRun(flags: PlanFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const { emulated } = targets;
  const text = (outcome: Outcome) => {
    const plan = planOf(outcome, flags);
    const name = targets.names.length > 1 ? `${outcome.target}: ` : "";
    const now = outcome.snapshot ? ` (${describeRegistration(outcome.snapshot)})` : "";
    const would = plan ? `would ${plan.does}: ${plan.reason}${now}` : "unknown: the status could not be read";
    return `${name}${would}${emulated ? " (emulated)" : ""}\n`;
  };
  const explains = (outcome: Outcome) => {
    const plan = planOf(outcome, flags);
    // A status that `ensure` would change needs no explanation on standard error.
    return plan?.action !== "register" && plan?.does !== "wait";
  };
  const members = (outcome: Outcome) => {
    const plan = planOf(outcome, flags);
    return plan && { action: plan.action, reason: plan.reason };
  };
  const command = { command: "ensure", emulated } as const;
  const view = flags.json
    ? jsonView(host, flags, command, members)
    : resultView(host, flags, command, { text, explains });
  return await pollAll(targets, flags, host, view, true, (outcome) => conclude(outcome, flags));
}

/** Returns the first decision of `ensure`; `undefined` if the status could not be read. */
function decisionOn({ state, snapshot }: Outcome, flags: PlanFlags): Decision | undefined {
  if (snapshot === undefined && state !== "not-registered") return undefined;
  const { since, registration, reregister = false, maxRegistrations = DEFAULTS.maxRegistrations } = flags;
  return decide(
    { registrations: 0, registeredWith: undefined, since, unconfirmed: undefined, seenNew: false },
    snapshot,
    { registration, reregister, maxRegistrations },
  );
}

/** Returns the outcome of `ensure` if that would end at once, otherwise the given outcome. */
function conclude(outcome: Outcome, flags: PlanFlags): Outcome {
  const { target, snapshot } = outcome;
  const decision = decisionOn(outcome, flags);
  if (snapshot === undefined || decision === undefined) return outcome;
  const registrations = { accepted: 0, lost: 0, rejected: 0 };
  const details = { attempts: 1, elapsedMs: 0, lastSnapshot: snapshot, registrations };
  const ending = (error: Error) => ({ ...outcome, ...outcomeOfError(target, error) });
  if (decision.do === "refuse")
    return ending(new RegistrationFailedError(snapshot, details, "TIMESTREAM_AT_RISK"));
  return decision.do === "nothing" && decision.differs
    ? ending(new ResourcesDifferError(snapshot, flags.registration ?? {}, details))
    : outcome;
}

const WHY: Readonly<Record<Extract<Decision, { do: "register" }>["because"], string>> = {
  "not-registered": "the account is not registered",
  failed: "the last registration failed",
  reregister: "--reregister is given",
  different: "the account has other resources than requested",
  lost: "the response to RegisterAccount was lost",
};

function planOf(outcome: Outcome, flags: PlanFlags) {
  const decision = decisionOn(outcome, flags);
  const reason = reasonOf(outcome)?.replace(/\.$/, "") ?? "the account is registered";
  const lost = "registering again would remove the Timestream metadata that is stored";
  switch (decision?.do) {
    case "register":
      return { action: "register", does: "call RegisterAccount, then wait", reason: WHY[decision.because] };
    case "wait":
      return { action: "wait", does: "wait", reason: "a registration is pending" };
    case "refuse":
      return { action: "refuse", does: "refuse", reason: lost };
    case "give-up":
      // This is a result older than --since: `ensure` waits for a newer one before it ends.
      return { action: "wait", does: "wait for a newer result, or end as outdated", reason };
    case "nothing":
      return { action: "nothing", does: "do nothing", reason };
    case undefined:
      return undefined;
  }
}
