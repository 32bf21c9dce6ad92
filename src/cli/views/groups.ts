import { type Asking, adviceOf } from "../advice.js";
import { PRECEDENCE, type State } from "../exit-codes.js";
import { Interruption } from "../host.js";
import type { Outcome } from "../outcome.js";
import { reasonOf } from "../reason.js";
import { wordOfState } from "./wording.js";

/** Up to so many targets are shown at length. */
export const AT_LENGTH = 3;

/** Targets that ended alike, for the same reason. */
export interface Group {
  readonly state: State;
  readonly targets: readonly string[];
  readonly reason: string | undefined;
  /** What to do about it. */
  readonly next: string | undefined;
}

/** The outcomes by state and reason, what is worst first. */
export function groupsOf(command: Asking, outcomes: readonly Outcome[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const outcome of outcomes) {
    const reason = reasonOf(outcome);
    const key = JSON.stringify([outcome.state, alike(outcome, reason)]);
    const { state, target } = outcome;
    const group = groups.get(key) ?? { state, targets: [], reason, next: adviceOf(command, outcome) };
    groups.set(key, { ...group, targets: [...group.targets, target] });
  }
  return [...groups.values()].sort((a, b) => PRECEDENCE.indexOf(a.state) - PRECEDENCE.indexOf(b.state));
}

/** A reason without what is each target's own: its account, its region, its request, its times. */
function alike({ error }: Outcome, reason: string | undefined): string | undefined {
  // An interruption ends all of them alike.
  if (error instanceof Interruption) return error.state;
  return reason
    ?.replaceAll(/arn:[\w-]+:[\w-]+:[^\s,;]*/g, "ARN")
    .replaceAll(/\b[a-z]{2}(-[a-z]+)+-\d\b/g, "REGION")
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "ID")
    .replaceAll(/\d+(\.\d+)?/g, "N");
}

/** The names of a group, as many as a person reads: of what is well, none where there are many. */
export function namesOf({ targets, state }: Group): readonly string[] {
  if (state === "registered") return targets.length > FEW ? [] : targets;
  const more = targets.length - MANY;
  return more > 0 ? [...targets.slice(0, MANY), `and ${more} more, which --json tells`] : targets;
}

/** Counts the states of the targets that have settled, the worst first. */
export function tally(total: number, states: readonly State[]): string {
  const counts = PRECEDENCE.map((state) => [
    states.filter((one) => one === state).length,
    wordOfState(state),
  ]);
  const counted = counts.filter(([count]) => count !== 0).map((words) => words.join(" "));
  const settled = states.length === total ? `${total} targets` : `${states.length} of ${total} settled`;
  return counted.length === 0 ? settled : `${settled}: ${counted.join(", ")}`;
}

const FEW = 10;
const MANY = 50;
