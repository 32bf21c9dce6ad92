import { type Asking, adviceOf } from "../advice.js";
import { PRECEDENCE, type State } from "../exit-codes.js";
import { Interruption } from "../host.js";
import { type Outcome, reasonOf } from "../outcome.js";
import { wordOfState } from "./wording.js";

/** Targets that ended alike, for the same reason and with the same advice. */
export interface Group {
  readonly state: State;
  readonly targets: readonly string[];
  readonly reason: string | undefined;
  readonly advice: string | undefined;
}

/** Groups the outcomes by state, reason and advice, the worst first. */
export function groupsOf(command: Asking, outcomes: readonly Outcome[]): readonly Group[] {
  const groups = new Map<string, Group & { readonly targets: string[] }>();
  for (const outcome of outcomes) {
    const { state, target, error } = outcome;
    const [reason, advice] = [reasonOf(outcome), adviceOf(command, outcome)];
    const key = JSON.stringify([state, error instanceof Interruption ? "" : general(reason), advice]);
    const group = groups.get(key) ?? { state, targets: [], reason, advice };
    group.targets.push(target);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => PRECEDENCE.indexOf(a.state) - PRECEDENCE.indexOf(b.state));
}

/** Returns a reason without the ARNs, regions, request ids and numbers, which differ from target to target. */
function general(reason = ""): string {
  return reason
    .replaceAll(/arn:[^\s,;]*|\b[a-z]{2}(-[a-z]+)+-\d\b|\b[0-9a-f]+(-[0-9a-f]{4}){3}-[0-9a-f]+\b/gi, "N")
    .replaceAll(/\d+(\.\d+)?/g, "N");
}

/** Returns the names to show: all of a registered group if it has at most 10, otherwise none; the first 50 of any other group. */
export function namesOf({ targets, state }: Group): readonly string[] {
  if (state === "registered") return targets.length > 10 ? [] : targets;
  const more = targets.length - 50;
  return more > 0 ? [...targets.slice(0, 50), `and ${more} more, see --json`] : targets;
}

/** Counts the states of the targets that have settled, the worst first. */
export function tally(total: number, states: readonly State[]): string {
  const counts = PRECEDENCE.flatMap((state) => {
    const count = states.filter((one) => one === state).length;
    return count === 0 ? [] : [`${count} ${wordOfState(state)}`];
  });
  const settled = states.length === total ? `${total} targets` : `${states.length} of ${total} settled`;
  return counts.length === 0 ? settled : `${settled}: ${counts.join(", ")}`;
}
