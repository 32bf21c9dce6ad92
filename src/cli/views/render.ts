import { PRECEDENCE } from "../exit-codes.js";
import { reasonOf } from "../outcome.js";
import { type Group, groupsOf, namesOf, tally } from "./groups.js";
import { type TargetProgress, took } from "./progress.js";
import { clip, joined, mark, type Screen, wrapped } from "./screen.js";
import { ageText, requestsText, targetDetail, targetLines } from "./target.js";
import type { Plan } from "./view.js";
import {
  clock,
  LABELS,
  NOT_ASKED,
  paint,
  span,
  timeOfDay,
  toneOf,
  toneOfState,
  wordOfState,
} from "./wording.js";

/** Maximum number of targets that are shown in detail. */
const AT_LENGTH = 3;

/** Draws the live view at one moment: a few targets in detail, many in a line each. Pure. */
export function render(targets: readonly TargetProgress[], screen: Screen, plan: Plan, now: number): string {
  const few = targets.length > AT_LENGTH ? [] : targets;
  const blocks = few.map((one) => targetDetail(one, screen, plan, now).join("\n"));
  const details = blocks.join("\n\n").split("\n");
  const fits = few.length === 1 || (few.length > 1 && details.length < screen.rows);
  const lines = fits ? details : table(targets, screen, plan, now);
  return lines.slice(0, Math.max(1, screen.rows - 1)).join("\n");
}

function table(targets: readonly TargetProgress[], screen: Screen, plan: Plan, now: number) {
  const { dim, yellow } = screen.colors;
  // On a narrow screen, a reason has no room beside its target, so only the first reason is shown, below the targets.
  const narrow = screen.columns < 60;
  const trouble = ({ outcome, failure }: TargetProgress) => (outcome ? reasonOf(outcome) : failure?.reason);
  const rest = (target: TargetProgress) => {
    const { startedAt, outcome, resources } = target;
    const reason = trouble(target);
    if (reason !== undefined) return narrow ? "" : yellow(reason);
    if (startedAt === undefined) return "";
    const marks = (["iam", "timestream"] as const).map((one) => {
      const status = resources[one]?.status;
      return status && `${mark(screen, toneOf(status), outcome ? undefined : now)} ${LABELS[one]}`;
    });
    const age = outcome ? undefined : ageText(target, screen, plan.expectedMs, now);
    return joined(screen, [age, ...marks, requestsText(target, screen, now)]);
  };
  // The last five lines: the number of hidden targets, a reason, the deadline, the tally, and the cursor.
  const shown = mostUrgent(targets, Math.max(1, screen.rows - 5));
  const [reason] = narrow ? targets.flatMap((target) => trouble(target) ?? []) : [];
  const starts = targets.flatMap(({ startedAt }) => startedAt ?? []);
  const waits = starts.length > 0 && !targets.every(({ outcome }) => outcome);
  const end = Math.max(...starts) + plan.maxWaitMs;
  const queued = targets.some(({ startedAt, outcome }) => startedAt === undefined && !outcome);
  const until = Number.isFinite(end) && !queued ? `, until ${timeOfDay(end)} at the latest` : "";
  const waited = `waiting for ${clock(now - Math.min(...starts))}${until}`;
  const states = targets.flatMap(({ outcome }) => outcome?.state ?? []);
  return [
    ...targetLines(shown, screen, now, rest),
    ...(shown.length < targets.length ? [dim(`  and ${targets.length - shown.length} more`)] : []),
    ...(reason ? [yellow(`! ${reason}`)] : []),
    ...(waits ? [dim(joined(screen, [waited, plan.emulated && "emulated"]))] : []),
    tally(targets.length, states),
  ].map((line) => clip(screen, screen.columns - 1, line));
}

/** Chooses targets with a failed request first, then unsuccessful, running, queued and registered ones. Keeps their order. */
function mostUrgent(targets: readonly TargetProgress[], count: number): readonly TargetProgress[] {
  const rank = ({ outcome, startedAt, failure }: TargetProgress) => {
    if (outcome) return outcome.state === "registered" ? 4 : 1;
    if (startedAt === undefined) return 3;
    return failure ? 0 : 2;
  };
  const chosen = new Set([...targets].sort((a, b) => rank(a) - rank(b)).slice(0, count));
  return targets.filter((target) => chosen.has(target));
}

/** Draws the lines that stay at the terminal after all targets have settled: how each ended, why, and the advice. Pure. */
export function renderSummary(targets: readonly TargetProgress[], screen: Screen, plan: Plan): string {
  const outcomes = targets.flatMap(({ outcome }) => outcome ?? []);
  const groups = groupsOf(plan.command, outcomes);
  const several = targets.length > 1;
  const rank = ({ outcome }: TargetProgress) => PRECEDENCE.indexOf(outcome?.state ?? "pending");
  const sorted = [...targets].sort((a, b) => rank(a) - rank(b));
  const lines =
    targets.length > AT_LENGTH
      ? groups.flatMap((group) => groupLines(group, targets, screen))
      : [
          ...sorted.flatMap((target) => targetDetail(target, screen, plan, 0)),
          ...groups.flatMap((group) => adviceLines(group, screen, "", several ? namesOf(group) : [])),
        ];
  const states = outcomes.map(({ state }) => state);
  const last = joined(screen, [several && tally(targets.length, states), plan.emulated && NOT_ASKED]);
  return [...lines, ...wrapped(screen, last, "")].join("\n");
}

/** Draws targets that ended alike: their number, their times, the reason, their names, and the advice. */
function groupLines(group: Group, all: readonly TargetProgress[], screen: Screen) {
  const { colors, columns } = screen;
  const tone = toneOfState(group.state);
  const named = new Set(group.targets);
  const lasted = all.filter(({ name }) => named.has(name)).map(took);
  const [least, most] = [span(Math.min(...lasted)), span(Math.max(...lasted))];
  const count = paint(colors, tone)(`${group.targets.length} ${wordOfState(group.state)}`);
  const after = least === most ? least : `${least} to ${most}`;
  const names = namesOf(group).map((name) => clip(screen, columns - 6, name, "middle"));
  return [
    clip(screen, columns - 1, `${mark(screen, tone)} ${count} after ${after}`),
    ...wrapped(screen, group.reason ?? ""),
    ...wrapped(screen, names.join(", ")).map(colors.dim),
    ...adviceLines(group, screen, "    "),
  ];
}

function adviceLines({ advice }: Group, screen: Screen, lead: string, names: readonly string[] = []) {
  if (advice === undefined) return [];
  const who = names.length > 0 ? `${names.join(", ")}: ` : "";
  const [first = "", ...more] = wrapped(screen, `next: ${who}${advice}`, lead, `${lead}  `);
  return [first.replace("next:", screen.colors.cyan("next:")), ...more];
}
