import type { State } from "../exit-codes.js";
import type { TargetProgress } from "./progress.js";
import { bar, cell, fit, glyphsOf, mark, type Screen } from "./screen.js";
import { clock, type RESOURCES, type Tone, toneOf } from "./wording.js";

interface Column {
  readonly title: string;
  readonly width: number;
  readonly show: (target: TargetProgress) => string;
}

/** Many targets: a line for each, as many as the screen holds, with as many columns as it holds. */
export function table(
  targets: readonly TargetProgress[],
  screen: Screen,
  expectedMs: number,
  now: number,
): string[] {
  const columns = fitting(columnsFor(targets, screen, expectedMs, now), screen.columns - 1);
  const line = (show: (column: Column) => string) =>
    columns
      .map((column) => cell(column.width, show(column)))
      .join(GAP)
      .trimEnd();
  // Above them the titles, below them what is left out and how many have settled, and the line of the cursor.
  const shown = mostTelling(targets, Math.max(1, screen.rows - 4));
  const hidden = targets.length - shown.length;
  return [
    screen.colors.dim(line(({ title }) => title)),
    ...shown.map((target) => line(({ show }) => show(target))),
    ...(hidden > 0 ? [screen.colors.dim(`  and ${hidden} more`)] : []),
    fit(screen.columns - 1, tally(targets)),
  ];
}

const GAP = "  ";

function columnsFor(
  targets: readonly TargetProgress[],
  screen: Screen,
  expectedMs: number,
  now: number,
): readonly Column[] {
  const { colors } = screen;
  const state = (resource: (typeof RESOURCES)[number]) => (target: TargetProgress) => {
    const seen = target.resources[resource];
    return seen
      ? mark(screen, toneOf(seen.status), target.outcome ? undefined : now)
      : colors.dim(glyphsOf(screen).dot);
  };
  const ageOf = (target: TargetProgress) => (target.settledAt ?? now) - (target.beganAt ?? now);
  const longest = Math.max("target".length, ...targets.map(({ name }) => name.length)) + 2;
  return [
    {
      title: "  target",
      width: Math.min(longest, Math.max(10, Math.floor(screen.columns / 4))),
      show: (target) => `${stateMark(target, screen, now)} ${target.name}`,
    },
    { title: "IAM", width: 3, show: state("iam") },
    { title: "TS", width: 2, show: state("timestream") },
    { title: "acct", width: 4, show: state("account") },
    {
      title: `usual ${clock(expectedMs)}`,
      width: 11,
      show: (target) => {
        if (target.startedAt === undefined) return colors.dim("queued");
        const age = ageOf(target);
        return age <= expectedMs || target.outcome ? clock(age) : colors.yellow(`${clock(age)} longer`);
      },
    },
    {
      title: "",
      width: 10,
      show: (target) => (target.outcome ? "" : bar(screen, 10, ageOf(target) / expectedMs)),
    },
    {
      title: "next",
      width: 5,
      show: ({ nextReadAt, failure }) => {
        if (nextReadAt === undefined) return "";
        const text = `${Math.max(0, Math.ceil((nextReadAt - now) / 1000))} s`;
        return failure ? colors.yellow(text) : text;
      },
    },
    { title: "reads", width: 5, show: ({ reads }) => String(reads) },
    {
      title: "throttled",
      width: 9,
      show: ({ throttled }) => (throttled > 0 ? colors.yellow(String(throttled)) : ""),
    },
  ];
}

/** The columns up to the last one for which there is room; the bar first makes room for those after it. */
function fitting(columns: readonly Column[], width: number): readonly Column[] {
  const total = (some: readonly Column[]) =>
    some.reduce((sum, column) => sum + column.width, 0) + GAP.length * (some.length - 1);
  if (total(columns) <= width) return columns;
  const barless = columns.filter(({ title }) => title !== "");
  const count = barless.filter((_, index) => total(barless.slice(0, index + 1)) <= width).length;
  return barless.slice(0, Math.max(1, count));
}

function stateMark({ outcome, startedAt }: TargetProgress, screen: Screen, now: number): string {
  if (outcome) return mark(screen, toneOfState(outcome.state));
  return startedAt === undefined ? screen.colors.dim(glyphsOf(screen).dot) : mark(screen, "pending", now);
}

export function toneOfState(state: State): Tone {
  switch (state) {
    case "registered":
      return "good";
    case "pending":
    case "timed-out":
    case "interrupted":
    case "terminated":
      return "pending";
    case "not-registered":
      return "absent";
    default:
      return "bad";
  }
}

/** Those that go on before those that went wrong, before those that are done; in the order that they have. */
function mostTelling(targets: readonly TargetProgress[], count: number): readonly TargetProgress[] {
  const rank = ({ outcome, startedAt }: TargetProgress) =>
    outcome ? (outcome.state === "registered" ? 3 : 1) : startedAt === undefined ? 2 : 0;
  const chosen = new Set([...targets].sort((a, b) => rank(a) - rank(b)).slice(0, count));
  return targets.filter((target) => chosen.has(target));
}

/** How many have come to what. */
export function tally(targets: readonly TargetProgress[]): string {
  const states = targets.flatMap(({ outcome }) => (outcome ? [outcome.state] : []));
  const counts = [...new Set(states)].map(
    (state) => `${states.filter((one) => one === state).length} ${state.replaceAll("-", " ")}`,
  );
  return [`${states.length} of ${targets.length} settled`, ...counts].join(", ");
}
