import type { RegistrationResource } from "../../index.js";
import { reasonOf } from "../reason.js";
import { tally } from "./groups.js";
import { hasBegun, phaseOf, type TargetProgress } from "./progress.js";
import { clip, joined, mark, pad, type Screen } from "./screen.js";
import type { Plan } from "./view.js";
import { clock, paint, timeOfDay, toneOf, wordOf } from "./wording.js";

/** Many targets: a line for each, as many as the screen has room for, those in trouble first. */
export function targetTable(
  targets: readonly TargetProgress[],
  screen: Screen,
  plan: Plan,
  now: number,
): readonly string[] {
  const { colors } = screen;
  const columns = columnsFor(targets, screen, plan, now);
  // Besides the targets: the titles, the hidden ones, the trouble, the deadline, the tally, and the cursor.
  const shown = mostUrgent(targets, Math.max(1, screen.rows - 6));
  const hidden = targets.length - shown.length;
  const states = targets.flatMap(({ outcome }) => outcome?.state ?? []);
  return [
    colors.dim(
      `  ${columns.map(({ title, width }) => pad(screen, width, title)).join(gapOf(screen))}`.trimEnd(),
    ),
    ...shown.map((target) => row(target, columns, screen, now)),
    ...(hidden > 0 ? [colors.dim(`  and ${hidden} more`)] : []),
    ...(screen.columns < REASONS_FIT ? mostFrequentTrouble(targets, screen) : []),
    ...deadline(targets, screen, plan, now),
    tally(targets.length, states),
  ].map((line) => clip(screen, screen.columns - 1, line));
}

function gapOf({ columns }: Screen): string {
  return columns < 40 ? " " : "  ";
}

/** On a narrower screen, a reason beside a target could not be read. */
const REASONS_FIT = 60;

interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (target: TargetProgress) => string;
}

/** The name and the state, and as many of the others as there is room for. */
function columnsFor(
  targets: readonly TargetProgress[],
  screen: Screen,
  { expectedMs }: Plan,
  now: number,
): readonly Column[] {
  const { colors } = screen;
  const gap = gapOf(screen).length;
  const longest = (texts: readonly string[], title: string) =>
    Math.max(title.length, ...texts.map(({ length }) => length));
  const state = longest(
    targets.map((target) => phaseOf(target).word),
    "state",
  );
  const available = screen.columns - "✔ ".length - 1;
  const nameRoom = screen.columns < REASONS_FIT ? available - state - gap : Math.floor(0.38 * available);
  const name = longest(
    targets.map((target) => target.name),
    "target",
  );
  const resource = (one: RegistrationResource) => (target: TargetProgress) => {
    const status = target.resources[one]?.status;
    if (status === undefined) return colors.dim(target.account === undefined ? "" : "not used");
    return `${mark(screen, toneOf(status), target.outcome ? undefined : now)} ${wordOf(status)}`;
  };
  const age = (target: TargetProgress) => {
    if (!hasBegun(target)) return "";
    const { settledAt = now, startedAt = now, beganAt = startedAt, outcome } = target;
    const text = clock(settledAt - beganAt);
    return outcome || settledAt - beganAt <= expectedMs ? text : colors.yellow(`${text} longer`);
  };
  const next = ({ nextReadAt }: TargetProgress) =>
    nextReadAt === undefined ? "" : `${Math.max(0, Math.ceil((nextReadAt - now) / 1000))} s`;
  const columns: readonly Column[] = [
    { title: "target", width: Math.max(3, Math.min(name, nameRoom)), text: (target) => target.name },
    { title: "state", width: state, text: (target) => phaseOf(target).word },
    { title: `age (usual ${clock(expectedMs)})`, width: 16, text: age },
    { title: "next", width: 5, text: next },
    { title: "IAM", width: 12, text: resource("iam") },
    { title: "Timestream", width: 12, text: resource("timestream") },
    { title: "polls", width: 5, text: ({ calls, registrations }) => String(calls - registrations) },
    { title: "throttled", width: 9, text: ({ throttled }) => (throttled > 0 ? String(throttled) : "") },
  ];
  let left = available + gap;
  return columns.filter(({ width }, index) => {
    left -= width + gap;
    return index < 2 || left >= 0;
  });
}

/** The columns of a target; if something is wrong, the reason takes the place of all but the first two. */
function row(target: TargetProgress, columns: readonly Column[], screen: Screen, now: number): string {
  const { tone } = phaseOf(target);
  const [name, state, ...more] = columns.map(({ width, text }, index) =>
    pad(screen, width, text(target), index === 0 ? "middle" : "end"),
  );
  const colored = paint(screen.colors, tone);
  const trouble = troubleOf(target);
  const rest = trouble === undefined ? more : screen.columns < REASONS_FIT ? [] : [colored(trouble)];
  const lead = mark(screen, tone, target.outcome ? undefined : now);
  return `${lead} ${[name, colored(state ?? ""), ...rest].join(gapOf(screen))}`.trimEnd();
}

/** Why a target is not well; `undefined` if it is. */
function troubleOf({ outcome, failure }: TargetProgress): string | undefined {
  return outcome ? reasonOf(outcome) : failure?.message;
}

/** The most frequent reason, for a screen that has no room for reasons beside the targets. */
function mostFrequentTrouble(targets: readonly TargetProgress[], { colors }: Screen): readonly string[] {
  const counts = new Map<string, number>();
  for (const trouble of targets.flatMap((target) => troubleOf(target) ?? [])) {
    counts.set(trouble, (counts.get(trouble) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most === undefined ? [] : [colors.yellow(`! ${most[1]}x ${most[0]}`)];
}

function deadline(
  targets: readonly TargetProgress[],
  screen: Screen,
  { maxWaitMs, emulated }: Plan,
  now: number,
): readonly string[] {
  const starts = targets.flatMap(({ startedAt }) => startedAt ?? []);
  if (starts.length === 0 || targets.every(({ outcome }) => outcome)) return [];
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  const until = Number.isFinite(maxWaitMs) ? `, until ${timeOfDay(last + maxWaitMs)} at the latest` : "";
  const waited = `waiting for ${clock(now - first)}${until}`;
  return [screen.colors.dim(joined(screen, [waited, emulated && "emulated"]))];
}

/** Chooses those in trouble first, then those that continue, are queued or done. Keeps their order. */
function mostUrgent(targets: readonly TargetProgress[], count: number): readonly TargetProgress[] {
  const rank = ({ outcome, startedAt, failure }: TargetProgress) => {
    if (outcome) return outcome.state === "registered" ? 4 : 1;
    if (startedAt === undefined) return 3;
    return failure ? 0 : 2;
  };
  const chosen = new Set([...targets].sort((a, b) => rank(a) - rank(b)).slice(0, count));
  return targets.filter((target) => chosen.has(target));
}
