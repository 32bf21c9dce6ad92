import { PRECEDENCE } from "../exit-codes.js";
import { AT_LENGTH, type Group, groupsOf, namesOf, tally } from "./groups.js";
import { type TargetProgress, took } from "./progress.js";
import { clip, joined, mark, type Screen, wrapped } from "./screen.js";
import { targetDetail } from "./target-detail.js";
import { targetTable } from "./target-table.js";
import type { Plan } from "./view.js";
import { NOT_ASKED, paint, span, toneOfState, wordOfState } from "./wording.js";

/** Draws the live view at one moment, in lines that fit the screen. Pure. */
export function render(targets: readonly TargetProgress[], screen: Screen, plan: Plan, now: number): string {
  const details =
    targets.length > AT_LENGTH ? [] : targets.map((one) => targetDetail(one, screen, plan, now));
  const atLength = details.flatMap((lines, index) => (index > 0 ? ["", ...lines] : lines));
  const roomy = details.length === 1 || (details.length > 1 && atLength.length < screen.rows);
  const lines = roomy ? atLength : targetTable(targets, screen, plan, now);
  return lines.slice(0, Math.max(1, screen.rows - 1)).join("\n");
}

/** Draws what stays at the terminal when all targets have settled: how each ended, why, and what to do next. Pure. */
export function renderSummary(targets: readonly TargetProgress[], screen: Screen, plan: Plan): string {
  const outcomes = targets.flatMap(({ outcome }) => outcome ?? []);
  const groups = groupsOf(plan.command, outcomes);
  const several = targets.length > 1;
  const rank = ({ outcome }: TargetProgress) => PRECEDENCE.indexOf(outcome?.state ?? "pending");
  const sorted = [...targets].sort((a, b) => rank(a) - rank(b));
  const lines =
    targets.length > AT_LENGTH
      ? groups.flatMap((group) => [...grouped(group, targets, screen), ...advice(group, screen, "    ")])
      : [
          ...sorted.flatMap((target) => targetDetail(target, screen, plan, 0)),
          ...groups.flatMap((group) => advice(group, screen, "", several ? namesOf(group) : [])),
        ];
  const counts = tally(
    targets.length,
    outcomes.map(({ state }) => state),
  );
  const last = joined(screen, [several && counts, plan.emulated && NOT_ASKED]);
  return [...lines, ...wrapped(screen, last, "")].join("\n");
}

/** Targets that ended alike: how many, after how long, why, and which. */
function grouped(
  { state, targets, reason, ...group }: Group,
  all: readonly TargetProgress[],
  screen: Screen,
): readonly string[] {
  const { colors, columns } = screen;
  const tone = toneOfState(state);
  const named = new Set(targets);
  const lasted = all.filter(({ name }) => named.has(name)).map(took);
  const [least, most] = [span(Math.min(...lasted)), span(Math.max(...lasted))];
  const after = least === most ? least : `${least} to ${most}`;
  const count = paint(colors, tone)(`${targets.length} ${wordOfState(state)}`);
  const names = namesOf({ state, targets, reason, ...group });
  return [
    clip(screen, columns - 1, `${mark(screen, tone)} ${count} after ${after}`),
    ...wrapped(screen, reason ?? ""),
    ...wrapped(screen, names.map((name) => clip(screen, columns - 6, name, "middle")).join(", ")).map(
      colors.dim,
    ),
  ];
}

function advice(
  { next }: Group,
  screen: Screen,
  lead: string,
  names: readonly string[] = [],
): readonly string[] {
  if (next === undefined) return [];
  const who = names.length > 0 ? `${names.join(", ")}: ` : "";
  const [first = "", ...more] = wrapped(screen, `next: ${who}${next}`, lead, `${lead}  `);
  return [first.replace("next:", screen.colors.cyan("next:")), ...more];
}
