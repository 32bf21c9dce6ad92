import { describeRegistration, ResourcesDifferError, TimestreamAtRiskError } from "../../index.js";
import { type Decision, decide } from "../../registration/decide.js";
import { oneLine } from "../../text/one-line.js";
import type { EnsureFlags } from "../flags.js";
import type { Host } from "../host.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import { reasonOf } from "../reason.js";
import { openTargets } from "../targets/targets.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { readAll } from "./reading.js";
import { registrationOf } from "./timestream.js";

/**
 * Shows what ensuring would do, without doing it. A target that ensuring would leave as it is ends as it would end there; any
 * other ends as with `status`.
 */
export async function dryRun(flags: EnsureFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const plan = { command: "ensure", emulated: targets.emulated } as const;
  const mode = targets.emulated ? " (emulated)" : "";
  const text = (outcomes: readonly Outcome[]) =>
    outcomes
      .map((outcome) => {
        const name = outcomes.length > 1 ? `${outcome.target}: ` : "";
        const now = outcome.snapshot ? ` (${oneLine(describeRegistration(outcome.snapshot))})` : "";
        const decision = decisionOn(outcome, flags);
        if (decision === undefined) return `${name}unknown: the status could not be read${mode}\n`;
        return `${name}would ${ACTIONS[decision.do]}: ${reasonFor(decision, outcome)}${now}${mode}\n`;
      })
      .join("");
  const view = flags.json
    ? jsonView(host, flags, plan, (outcome) => {
        const decision = decisionOn(outcome, flags);
        return decision ? { action: decision.do, reason: reasonFor(decision, outcome) } : {};
      })
    : // An end that ensuring would change is no error here.
      resultView(host, flags, plan, { text, explains: (outcome) => !continues(decisionOn(outcome, flags)) });
  return await readAll(targets, flags, host, view, (outcome) => conclude(outcome, flags));
}

/** Returns the first decision of ensuring; `undefined` if the status could not be read. */
function decisionOn({ state, snapshot }: Outcome, flags: EnsureFlags): Decision | undefined {
  if (snapshot === undefined && state !== "not-registered") return undefined;
  const { since, reregister = false, maxRegistrations = 1 } = flags;
  return decide(
    { registrations: 0, registeredWith: undefined, since, unconfirmed: undefined, seenNew: false },
    snapshot,
    { registration: registrationOf(flags), reregister, maxRegistrations },
  );
}

function continues(decision: Decision | undefined): boolean {
  return decision?.do === "register" || decision?.do === "wait";
}

/** Returns the outcome of ensuring if that would end at once. */
function conclude(outcome: Outcome, flags: EnsureFlags): Outcome {
  const { target, snapshot } = outcome;
  const decision = decisionOn(outcome, flags);
  if (snapshot === undefined || decision === undefined) return outcome;
  const registrations = { accepted: 0, lost: 0, rejected: 0 };
  const details = { attempts: 1, elapsedMs: 0, lastSnapshot: snapshot, registrations };
  const ending = (error: Error) => ({ ...outcome, ...outcomeOfError(target, error) });
  if (decision.do === "refuse") return ending(new TimestreamAtRiskError(snapshot, details));
  if (decision.do === "nothing" && decision.differs)
    return ending(new ResourcesDifferError(snapshot, registrationOf(flags) ?? {}, details));
  return outcome;
}

const ACTIONS: Readonly<Record<Decision["do"], string>> = {
  nothing: "do nothing",
  wait: "wait",
  register: "call RegisterAccount, then wait",
  refuse: "refuse",
  "give-up": "give up",
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
