import {
  describeRegistration,
  type RegisterAccountInput,
  RegistrationFailedError,
  ResourcesDifferError,
} from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import { type Decision, decide } from "../../registration/decide.js";
import { oneLine } from "../../text/one-line.js";
import type { Host } from "../host.js";
import type { EnsureFlags } from "../options.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import { reasonOf } from "../reason.js";
import { openTargets } from "../targets/targets.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { pollAll } from "./status.js";

/** The flags, and the input of RegisterAccount that they ask for. */
type PlanFlags = EnsureFlags & { readonly registration: RegisterAccountInput | undefined };

/**
 * Shows what ensuring would do, without doing it. A target that ensuring would leave as it is ends as it would end there; any
 * other ends as with `status`.
 */
export async function dryRun(flags: PlanFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const plan = { command: "ensure", emulated: targets.emulated } as const;
  const mode = targets.emulated ? " (emulated)" : "";
  const sentence = (outcome: Outcome) => {
    const decision = decisionOn(outcome, flags);
    if (decision === undefined) return "unknown: the status could not be read";
    const now = outcome.snapshot ? ` (${oneLine(describeRegistration(outcome.snapshot))})` : "";
    return `would ${ACTIONS[decision.do]}: ${reasonFor(decision, outcome)}${now}`;
  };
  const text = (outcomes: readonly Outcome[]) =>
    outcomes
      .map((one) => `${outcomes.length > 1 ? `${one.target}: ` : ""}${sentence(one)}${mode}\n`)
      .join("");
  // An end that ensuring would change is no error here.
  const explains = (outcome: Outcome) => {
    const action = decisionOn(outcome, flags)?.do;
    return action !== "register" && action !== "wait";
  };
  const view = flags.json
    ? jsonView(host, flags, plan, (outcome) => {
        const decision = decisionOn(outcome, flags);
        return decision ? { action: actionOf(decision), reason: reasonFor(decision, outcome) } : {};
      })
    : resultView(host, flags, plan, { text, explains });
  return await pollAll(targets, flags, host, view, true, (outcome) => conclude(outcome, flags));
}

/** Returns the first decision of ensuring; `undefined` if the status could not be read. */
function decisionOn({ state, snapshot }: Outcome, flags: PlanFlags): Decision | undefined {
  if (snapshot === undefined && state !== "not-registered") return undefined;
  const { since, registration, reregister = false, maxRegistrations = DEFAULTS.maxRegistrations } = flags;
  return decide(
    { registrations: 0, registeredWith: undefined, since, unconfirmed: undefined, seenNew: false },
    snapshot,
    { registration, reregister, maxRegistrations },
  );
}

function actionOf(decision: Decision): Exclude<Decision["do"], "give-up"> {
  return decision.do === "give-up" ? "wait" : decision.do;
}

/** Returns the outcome of ensuring if that would end at once. */
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

const ACTIONS: Readonly<Record<Decision["do"], string>> = {
  nothing: "do nothing",
  wait: "wait",
  register: "call RegisterAccount, then wait",
  refuse: "refuse",
  // Nothing was registered yet, so this is a result older than --since: ensuring waits for a newer one before it ends.
  "give-up": "wait, then end as outdated",
};

const BECAUSE: Readonly<Record<Extract<Decision, { do: "register" }>["because"], string>> = {
  "not-registered": "the account is not registered",
  failed: "the last registration failed",
  reregister: "--reregister asks for it",
  different: "the account has other resources than requested",
  lost: "the response to RegisterAccount was lost",
};

function reasonFor(decision: Decision, outcome: Outcome): string {
  switch (decision.do) {
    case "register":
      return BECAUSE[decision.because];
    case "wait":
      return "a registration is pending";
    case "refuse":
      return "registering again would remove the Timestream metadata that is stored";
    default:
      return reasonOf(outcome)?.replace(/\.$/, "") ?? "the account is registered";
  }
}
