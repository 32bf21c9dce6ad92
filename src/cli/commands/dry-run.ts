import { describeRegistration } from "../../index.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import { plainText } from "../plain-text.js";
import type { EnsureFlags } from "../program.js";
import { openTargets } from "../targets/targets.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { readAll } from "./reading.js";

/** Says what ensuring would do. Its exit code is that of a status: nothing has become registered. */
export async function dryRun(
  flags: EnsureFlags,
  registrationGiven: boolean,
  host: Host,
): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host.env);
  const plan = (outcome: Outcome) => wouldDo(outcome, registrationGiven);
  const text = (outcomes: readonly Outcome[]) =>
    outcomes
      .map((outcome) => {
        const name = outcomes.length > 1 ? `${outcome.target}: ` : "";
        const now = outcome.snapshot && ` (${plainText(describeRegistration(outcome.snapshot))})`;
        return `${name}${plan(outcome)}${now ?? ""}\n`;
      })
      .join("");
  const results = resultView(host, flags, "ensure", text);
  const json = jsonView(host.stdout, flags.quiet === true, (outcome) => ({ would: plan(outcome) }));
  return await readAll(targets, flags, host, {
    ...(flags.json ? json : results),
    ended(outcomes) {
      // What ensuring would mend is no error here.
      const told = outcomes.map((outcome) =>
        outcome.state === "not-registered" ? { ...outcome, error: undefined } : outcome,
      );
      (flags.json ? json : results).ended(told);
    },
  });
}

function wouldDo({ state, snapshot }: Outcome, registrationGiven: boolean): string {
  switch (state) {
    case "registered":
      return "would do nothing: the account is registered";
    case "pending":
      return "would wait: a registration is in progress";
    case "not-registered":
      return "would call RegisterAccount, then wait: the account is not registered";
    case "failed":
      return snapshot?.timestreamRegistrationResponse && !registrationGiven
        ? "would refuse: registering again without --timestream-database and --timestream-table, or --drop-timestream, loses its Timestream metadata"
        : "would call RegisterAccount again, then wait: the last registration failed";
    default:
      return "would do nothing: the registration could not be read";
  }
}
