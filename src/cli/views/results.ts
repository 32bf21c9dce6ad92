import { describeRegistration } from "../../index.js";
import { type Asking, adviceOf } from "../advice.js";
import { type Host, Interruption } from "../host.js";
import type { Outcome } from "../outcome.js";
import { plainText } from "../plain-text.js";
import type { OutputFlags } from "../program.js";
import { colorsOf } from "./colors.js";
import type { View } from "./view.js";

/** What each target came to, in words for standard output. */
export type ResultText = (outcomes: readonly Outcome[]) => string;

/** No progress: the results on standard output, and on standard error what went wrong, and what to do about it. */
export function resultView(
  host: Host,
  flags: OutputFlags,
  command: Asking,
  textOf: ResultText = lastStates,
): View {
  const colors = colorsOf("stderr", host, flags);
  const tell = (name: string, outcome: Outcome) => {
    if (outcome.error === undefined) return;
    const advice = adviceOf(command, outcome);
    host.stderr.write(`${name}${colors.red("error:")} ${plainText(outcome.error.message)}\n`);
    if (advice) host.stderr.write(`${name}${colors.cyan("next:")} ${advice}\n`);
  };
  return {
    started() {},
    event() {},
    settled() {},
    ended(outcomes) {
      const text = textOf(outcomes);
      if (text !== "") host.stdout.write(text);
      // An interruption ends all of them alike: once is enough.
      const stopped = outcomes.find(({ error }) => error instanceof Interruption);
      if (stopped) tell("", stopped);
      for (const outcome of outcomes) {
        if (outcome.error instanceof Interruption) continue;
        tell(outcomes.length > 1 ? `${outcome.target}: ` : "", outcome);
      }
    },
  };
}

/** One line for each: the last that was seen of it. */
function lastStates(outcomes: readonly Outcome[]): string {
  const lines = outcomes.flatMap(({ target, state, snapshot }) => {
    const last = snapshot && plainText(describeRegistration(snapshot));
    if (outcomes.length > 1) return [`${target}: ${last ?? state}`];
    return last === undefined ? [] : [last];
  });
  return lines.map((line) => `${line}\n`).join("");
}
