import { describeRegistration } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import { PRECEDENCE, type State } from "../exit-codes.js";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { colorsOf } from "./colors.js";
import { groupsOf, namesOf, tally } from "./groups.js";
import type { Plan, View } from "./view.js";
import { wordOfState } from "./wording.js";

/** How results are worded if not by the latest state. */
interface ResultWords {
  /** Returns the results for standard output. */
  readonly text?: (outcomes: readonly Outcome[]) => string;
  /** Returns whether standard error explains an outcome; by default it explains all. */
  readonly explains?: (outcome: Outcome) => boolean;
  /** The state whose reason is part of the text. */
  readonly told?: State;
}

/**
 * Returns a view without progress: errors and advice on standard error, once for targets that ended alike; then the results on
 * standard output, and the number of targets in each state.
 */
export function resultView(
  host: Host,
  flags: OutputFlags,
  { command, emulated }: Pick<Plan, "command" | "emulated">,
  { text, explains = () => true, told }: ResultWords = {},
): View {
  const { stdout, stderr } = host;
  const colors = colorsOf("stderr", host, flags);
  const mode = emulated ? " (emulated)" : "";
  return {
    warning(message) {
      stderr.write(`${colors.yellow("warning:")} ${oneLine(message)}\n`);
    },
    identity(target, { account, accountFrom, arn, profile, region, credentials }) {
      if (flags.quiet) return;
      const from = [accountFrom, arn].filter(Boolean).join(": ");
      const source = credentials ?? "an unknown source";
      const selected = `region ${region}, ${profile === undefined ? "no profile" : `profile ${profile}`}`;
      const whose = `account ${account ?? "unknown"} (${from}), ${selected}, credentials from ${source}`;
      stderr.write(`${target}: ${oneLine(whose)}\n`);
    },
    started() {},
    event() {},
    settled() {},
    ended(outcomes) {
      for (const group of groupsOf(command, outcomes.filter(explains))) {
        const { reason, next, state } = group;
        const who = group.targets.length === outcomes.length ? "" : `${namesOf(group).join(", ")}: `;
        const lead = state === "failed" || state === "refused" ? "the registration failed: " : "";
        const explained = reason !== undefined && told !== state;
        if (explained) stderr.write(`${colors.red("error:")} ${who}${lead}${reason}\n`);
        if (next !== undefined) stderr.write(`${colors.cyan("next:")} ${explained ? "" : who}${next}\n`);
      }
      stdout.write(text?.(outcomes) ?? latestStates(outcomes, mode));
      const states = outcomes.map(({ state }) => state);
      if (outcomes.length > 1) stdout.write(`${tally(outcomes.length, states)}${mode}\n`);
    },
  };
}

/** Returns one line for each outcome, the worst first: the latest state. */
function latestStates(outcomes: readonly Outcome[], mode: string): string {
  const ordered = [...outcomes].sort((a, b) => PRECEDENCE.indexOf(a.state) - PRECEDENCE.indexOf(b.state));
  return ordered
    .flatMap(({ target, state, snapshot }) => {
      const latest = snapshot && describeRegistration(snapshot);
      if (outcomes.length > 1) return `${target}: ${latest ?? wordOfState(state)}${mode}\n`;
      return latest === undefined ? [] : `${latest}${mode}\n`;
    })
    .join("");
}
