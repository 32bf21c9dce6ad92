import {
  describeRegistration,
  type RegisterAccountInput,
  ResourcesDifferError,
  TimestreamAtRiskError,
} from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import { type Decision, decide } from "../../registration/decide.js";
import type { Host } from "../host.js";
import type { EnsureFlags } from "../options.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import { reasonOf } from "../reason.js";
import { openTargets } from "../targets/targets.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { pollAll } from "./status.js";

/** The flags, and the input of RegisterAccount that they request. */
type PlanFlags = EnsureFlags & { readonly registration: RegisterAccountInput | undefined };

/** Shows what `ensure` would do. A target ends as with `ensure` if that would end at once, otherwise as with `status`. */
export async function dryRun(flags: PlanFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const { emulated } = targets;
  const plan = { command: "ensure", emulated } as const;
  const line = (outcome: Outcome) => {
    const decision = decisionOn(outcome, flags);
    const name = targets.names.length > 1 ? `${outcome.target}: ` : "";
    const now = outcome.snapshot ? ` (${describeRegistration(outcome.snapshot)})` : "";
    const text = decision
      ? `would ${ACTIONS[decision.do]}: ${reasonFor(decision, outcome)}${now}`
      : "unknown: the status could not be read";
    return `${name}${text}${emulated ? " (emulated)" : ""}\n`;
  };
  const text = (outcomes: readonly Outcome[]) => outcomes.map(line).join("");
  // An end that `ensure` would change is not an error here.
  const explains = (outcome: Outcome) => !["register", "wait"].includes(decisionOn(outcome, flags)?.do ?? "");
  const members = (outcome: Outcome) => {
    const decision = decisionOn(outcome, flags);
    if (decision === undefined) return {};
    const action = decision.do === "give-up" ? "wait" : decision.do;
    return { action, reason: reasonFor(decision, outcome) };
  };
  const view = flags.json
    ? jsonView(host, flags, plan, members)
    : resultView(host, flags, plan, { text, explains });
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

/** Returns the outcome of `ensure` if it would end at once. */
function conclude(outcome: Outcome, flags: PlanFlags): Outcome {
  const { target, snapshot } = outcome;
  const decision = decisionOn(outcome, flags);
  if (snapshot === undefined || decision === undefined) return outcome;
  const registrations = { accepted: 0, lost: 0, rejected: 0 };
  const details = { attempts: 1, elapsedMs: 0, lastSnapshot: snapshot, registrations };
  const ending = (error: Error) => ({ ...outcome, ...outcomeOfError(target, error) });
  if (decision.do === "refuse") return ending(new TimestreamAtRiskError(snapshot, details));
  return decision.do === "nothing" && decision.differs
    ? ending(new ResourcesDifferError(snapshot, flags.registration ?? {}, details))
    : outcome;
}

const ACTIONS: Readonly<Record<Decision["do"], string>> = {
  nothing: "do nothing",
  wait: "wait",
  register: "call RegisterAccount, then wait",
  refuse: "refuse",
  // This is a result older than --since: `ensure` waits for a newer one before it ends.
  "give-up": "wait, then end as outdated",
};

const REASONS: Readonly<Record<Extract<Decision, { do: "register" }>["because"], string>> = {
  "not-registered": "the account is not registered",
  failed: "the last registration failed",
  reregister: "--reregister is given",
  different: "the account has other resources than requested",
  lost: "the response to RegisterAccount was lost",
};

function reasonFor(decision: Decision, outcome: Outcome): string {
  switch (decision.do) {
    case "register":
      return REASONS[decision.because];
    case "wait":
      return "a registration is pending";
    case "refuse":
      return "registering again would remove the Timestream metadata that is stored";
    default:
      return reasonOf(outcome)?.replace(/\.$/, "") ?? "the account is registered";
  }
}
