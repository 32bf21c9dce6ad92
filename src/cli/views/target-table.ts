import { LABELS, reasonOf } from "../reason.js";
import { tally } from "./groups.js";
import type { TargetProgress } from "./progress.js";
import { clip, joined, mark, type Screen } from "./screen.js";
import { ageText, requestsText, targetRows } from "./target-row.js";
import type { Plan } from "./view.js";
import { clock, timeOfDay, toneOf } from "./wording.js";

/** On a narrower screen, a reason beside a target could not be read: the most frequent one stands below. */
const REASONS_FIT = 60;

/** Draws many targets: a line for each, as many as the screen has room for, those in trouble first. */
export function targetTable(
  targets: readonly TargetProgress[],
  screen: Screen,
  plan: Plan,
  now: number,
): readonly string[] {
  const { dim, yellow } = screen.colors;
  const rest = (target: TargetProgress) => {
    const { startedAt, outcome, resources } = target;
    const trouble = troubleOf(target);
    if (trouble !== undefined) return screen.columns < REASONS_FIT ? "" : yellow(trouble);
    if (startedAt === undefined) return "";
    const marks = (["iam", "timestream"] as const).map((one) => {
      const status = resources[one]?.status;
      return status && `${mark(screen, toneOf(status), outcome ? undefined : now)} ${LABELS[one]}`;
    });
    const age = outcome ? undefined : ageText(target, screen, plan.expectedMs, now);
    return joined(screen, [age, ...marks, requestsText(target, screen, now)]);
  };
  // Besides the targets: the hidden ones, the trouble, the deadline, the tally, and the cursor.
  const shown = mostUrgent(targets, Math.max(1, screen.rows - 5));
  const hidden = targets.length - shown.length;
  return [
    ...targetRows(shown, screen, now, rest),
    ...(hidden > 0 ? [dim(`  and ${hidden} more`)] : []),
    ...(screen.columns < REASONS_FIT ? mostFrequentTrouble(targets, screen) : []),
    ...deadline(targets, screen, plan, now),
    tally(
      targets.length,
      targets.flatMap(({ outcome }) => outcome?.state ?? []),
    ),
  ].map((line) => clip(screen, screen.columns - 1, line));
}

function troubleOf({ outcome, failure }: TargetProgress): string | undefined {
  return outcome ? reasonOf(outcome) : failure?.message;
}

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
  const end = Math.max(...starts) + maxWaitMs;
  const until = Number.isFinite(end) ? `, until ${timeOfDay(end)} at the latest` : "";
  const waited = `waiting for ${clock(now - Math.min(...starts))}${until}`;
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
