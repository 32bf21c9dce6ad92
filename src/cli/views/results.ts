import { describeRegistration } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import { PRECEDENCE, type State } from "../exit-codes.js";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { colorsOf } from "./colors.js";
import { groupsOf, namesOf, tally } from "./groups.js";
import type { Plan, View } from "./view.js";
import { identityText, wordOfState } from "./wording.js";

/** What each target came to, in words for standard output. */
export type ResultText = (outcomes: readonly Outcome[]) => string;

/** How results are told, where that is not by the last state that was seen. */
export interface ResultWords {
  readonly text?: ResultText;
  /** Whether an outcome is to be explained on standard error; by default all are. */
  readonly explains?: (outcome: Outcome) => boolean;
  /** The states of which the text says why. */
  readonly told?: readonly State[];
}

/** What a view of results goes by. */
export type ResultPlan = Pick<Plan, "command" | "emulated">;

/**
 * No progress: on standard error what went wrong and what to do about it, the same for many at once, and then on standard
 * output what each came to, and in the end how many came to what.
 */
export function resultView(
  host: Host,
  flags: OutputFlags,
  { command, emulated }: ResultPlan,
  { text, explains = () => true, told = [] }: ResultWords = {},
): View {
  const { stdout, stderr } = host;
  const colors = colorsOf("stderr", host, flags);
  return {
    warning(message) {
      stderr.write(`${colors.yellow("warning:")} ${oneLine(message)}\n`);
    },
    identity(target, identity) {
      if (!flags.quiet) stderr.write(`${target}: ${identityText(identity)}\n`);
    },
    started() {},
    event() {},
    settled() {},
    ended(outcomes) {
      const several = outcomes.length > 1;
      for (const group of groupsOf(command, outcomes.filter(explains))) {
        const { reason, next, state } = group;
        const all = group.targets.length === outcomes.length;
        const who = all ? "" : `${namesOf(group).join(", ")}: `;
        const explained = reason !== undefined && !told.includes(state);
        if (explained) stderr.write(`${colors.red("error:")} ${who}${LEADS[state] ?? ""}${reason}\n`);
        if (next !== undefined) stderr.write(`${colors.cyan("next:")} ${explained ? "" : who}${next}\n`);
      }
      const results = text?.(outcomes) ?? lastStates(outcomes, emulated);
      if (results !== "") stdout.write(results);
      const states = outcomes.map(({ state }) => state);
      if (several) stdout.write(`${tally(outcomes.length, states)}${emulated ? " (emulated)" : ""}\n`);
    },
  };
}

/** What stands before a reason that is the service's own. */
const LEADS: Partial<Record<State, string>> = {
  failed: "the registration failed: ",
  refused: "the registration failed: ",
};

/** One line for each, what is worst first: the last that was seen of it. */
function lastStates(outcomes: readonly Outcome[], emulated: boolean): string {
  const ordered = [...outcomes].sort((a, b) => PRECEDENCE.indexOf(a.state) - PRECEDENCE.indexOf(b.state));
  const mode = emulated ? " (emulated)" : "";
  return ordered
    .flatMap(({ target, state, snapshot }) => {
      const last = snapshot && oneLine(describeRegistration(snapshot));
      if (outcomes.length > 1) return [`${target}: ${last ?? wordOfState(state)}${mode}\n`];
      return last === undefined ? [] : [`${last}${mode}\n`];
    })
    .join("");
}
