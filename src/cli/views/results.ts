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

interface ResultWords {
  /** Returns the result for standard output, by default the latest state. */
  readonly text?: (outcome: Outcome) => string;
  /** Returns whether standard error explains an outcome; by default it explains all. */
  readonly explains?: (outcome: Outcome) => boolean;
  /** The state whose reason is part of the text. */
  readonly explained?: State;
}

/** Returns a view without progress: errors and advice on standard error, then results on standard output. */
export function resultView(
  host: Host,
  flags: OutputFlags,
  { command, emulated }: Pick<Plan, "command" | "emulated">,
  { text, explains = () => true, explained }: ResultWords = {},
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
      const selected = `region ${region}${profile === undefined ? "" : `, profile ${profile}`}`;
      const whose = `account ${account ?? "unknown"} (${from}), ${selected}, credentials from ${source}`;
      stderr.write(`${target}: ${oneLine(whose)}\n`);
    },
    started() {},
    event() {},
    settled() {},
    ended(outcomes) {
      for (const group of groupsOf(command, outcomes.filter(explains))) {
        const { reason, advice, state } = group;
        const who = group.targets.length === outcomes.length ? "" : `${namesOf(group).join(", ")}: `;
        const lead = state === "failed" || state === "refused" ? "the registration failed: " : "";
        const withReason = reason !== undefined && explained !== state;
        if (withReason) stderr.write(`${colors.red("error:")} ${who}${lead}${reason}\n`);
        if (advice !== undefined) stderr.write(`${colors.cyan("next:")} ${withReason ? "" : who}${advice}\n`);
      }
      const several = outcomes.length > 1;
      const latest = ({ target, state, snapshot }: Outcome) => {
        const described = snapshot ? describeRegistration(snapshot) : several ? wordOfState(state) : "";
        return described && `${several ? `${target}: ` : ""}${described}${mode}\n`;
      };
      const rank = ({ state }: Outcome) => PRECEDENCE.indexOf(state);
      for (const one of [...outcomes].sort((a, b) => rank(a) - rank(b))) stdout.write((text ?? latest)(one));
      const states = outcomes.map(({ state }) => state);
      if (several) stdout.write(`${tally(outcomes.length, states)}${mode}\n`);
    },
  };
}
