import { reasonOf } from "../reason.js";
import { columnsFor, fitting, GAP } from "./columns.js";
import { registers, type TargetProgress } from "./progress.js";
import { cell, cut, fit, glyphsOf, mark, type Screen } from "./screen.js";
import { tally } from "./tally.js";
import type { Plan } from "./view.js";
import { clock, paint, type Tone, timeOfDay, toneOf, toneOfState, wordOf, wordOfState } from "./wording.js";

/** Many targets: a line for each, as many as the screen holds, with as many columns as it holds. */
export function table(targets: readonly TargetProgress[], screen: Screen, plan: Plan, now: number): string[] {
  const { colors } = screen;
  const widths = widthsFor(targets, screen);
  const columns = fitting(columnsFor(screen, plan, now), widths.rest);
  // Above them the titles; below them what is left out, what reads fail with, the deadline, the tally, and the cursor's line.
  const shown = mostTelling(targets, Math.max(1, screen.rows - 6));
  const hidden = targets.length - shown.length;
  const title = line(screen, widths, [
    "",
    "target",
    "state",
    columns.map((one) => cell(screen, one.width, one.title)).join(GAP),
  ]);
  return [
    colors.dim(title),
    ...shown.map((target) => {
      const { tone, word } = stateOf(target);
      const lead = mark(screen, tone, target.outcome ? undefined : now);
      const reason = troubleOf(target);
      const more =
        reason === undefined
          ? columns.map((column) => cell(screen, column.width, column.show(target))).join(GAP)
          : paint(colors, tone)(cut(screen, Math.max(1, widths.rest), reason, "end"));
      return line(screen, widths, [lead, target.name, paint(colors, tone)(word), more]);
    }),
    ...(hidden > 0 ? [colors.dim(fit(screen, screen.columns - 1, `  and ${hidden} more`))] : []),
    ...(widths.rest < READABLE ? troubles(targets, screen) : []),
    ...deadline(targets, screen, plan, now),
    fit(screen, screen.columns - 1, tally(targets.length, statesOf(targets))),
  ];
}

/** Fewer columns than these tell nothing of a reason. */
const READABLE = 16;

interface Widths {
  readonly gap: string;
  readonly name: number;
  readonly state: number;
  /** What is left for further columns, or for a reason. */
  readonly rest: number;
}

/** The state is there whatever the width; names give way to it, and further columns to names. */
function widthsFor(targets: readonly TargetProgress[], screen: Screen): Widths {
  const available = screen.columns - 1 - 2;
  const gap = screen.columns < 40 ? " " : GAP;
  const longest = Math.max("target".length, ...targets.map(({ name }) => name.length));
  const state = Math.max("state".length, ...targets.map((target) => stateOf(target).word.length));
  const room = available - state - gap.length;
  const name = Math.max(3, Math.min(longest, room < 40 ? room : Math.max(18, Math.floor(0.38 * available))));
  return { gap, name, state, rest: room - name - gap.length };
}

function line(
  screen: Screen,
  { gap, name, state, rest }: Widths,
  [lead = "", target = "", word = "", more = ""]: readonly string[],
): string {
  const cells = [cell(screen, name, target, "middle"), cell(screen, state, word)];
  if (rest > 0 && more !== "") cells.push(more);
  return fit(screen, screen.columns - 1, `${lead || " "} ${cells.join(gap)}`.trimEnd());
}

/** What a target is at, in a word. */
function stateOf(target: TargetProgress): { readonly tone: Tone; readonly word: string } {
  const { outcome, startedAt, failure, resources } = target;
  if (outcome) return { tone: toneOfState(outcome.state), word: wordOfState(outcome.state) };
  if (startedAt === undefined) return { tone: "pending", word: "queued" };
  if (failure) return { tone: "troubled", word: failure.throttled ? "throttled" : "read failed" };
  if (registers(target)) return { tone: "pending", word: "registering" };
  if (resources.account === undefined) return { tone: "pending", word: "reading" };
  return { tone: toneOf(resources.account.status), word: wordOf(resources.account.status) };
}

/** Why a target is not well; `undefined` where it is. */
function troubleOf({ outcome, failure }: TargetProgress): string | undefined {
  return outcome ? reasonOf(outcome) : failure?.message;
}

/** What goes wrong most often, for a screen that has no room for it beside the targets. */
function troubles(targets: readonly TargetProgress[], screen: Screen): readonly string[] {
  const counts = new Map<string, number>();
  for (const target of targets) {
    const trouble = troubleOf(target);
    if (trouble !== undefined) counts.set(trouble, (counts.get(trouble) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a)[0];
  if (most === undefined) return [];
  const [text, count] = most;
  return [screen.colors.yellow(fit(screen, screen.columns - 1, `! ${count}x ${text}`))];
}

function deadline(
  targets: readonly TargetProgress[],
  screen: Screen,
  { maxWaitMs, emulated }: Plan,
  now: number,
): readonly string[] {
  const starts = targets.flatMap(({ startedAt, outcome }) =>
    startedAt === undefined || outcome ? [] : [startedAt],
  );
  if (starts.length === 0) return [];
  const first = Math.min(...targets.flatMap(({ startedAt }) => startedAt ?? []));
  const waited = `waiting for ${clock(now - first)}`;
  const mode = emulated ? ` ${glyphsOf(screen).dot} emulated` : "";
  const until = Number.isFinite(maxWaitMs)
    ? `, until ${timeOfDay(Math.max(...starts) + maxWaitMs)} at the latest`
    : "";
  return [screen.colors.dim(fit(screen, screen.columns - 1, waited + until + mode, waited + mode, waited))];
}

/** What goes wrong before what goes on, before what waits for its turn or is done; in the order that they have. */
function mostTelling(targets: readonly TargetProgress[], count: number): readonly TargetProgress[] {
  const rank = ({ outcome, startedAt, failure }: TargetProgress) => {
    if (outcome) return outcome.state === "registered" ? 4 : 1;
    if (startedAt === undefined) return 3;
    return failure ? 0 : 2;
  };
  const chosen = new Set([...targets].sort((a, b) => rank(a) - rank(b)).slice(0, count));
  return targets.filter((target) => chosen.has(target));
}

function statesOf(targets: readonly TargetProgress[]) {
  return targets.flatMap(({ outcome }) => (outcome ? [outcome.state] : []));
}
