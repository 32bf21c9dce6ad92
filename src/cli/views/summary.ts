import stringWidth from "string-width";
import { PRECEDENCE } from "../exit-codes.js";
import { AT_LENGTH } from "./frame.js";
import { type Group, groupsOf, namesOf } from "./groups.js";
import type { TargetProgress } from "./progress.js";
import { cut, fit, glyphsOf, indented, mark, type Screen, wrapped } from "./screen.js";
import { tally } from "./tally.js";
import { timeline, took } from "./timeline.js";
import type { Plan } from "./view.js";
import { NOT_ASKED, paint, span, toneOfState, wordOfState } from "./wording.js";

/** What is left standing at a terminal when all have settled: how each ended, why, and what to do next. Pure. */
export function summary(targets: readonly TargetProgress[], screen: Screen, plan: Plan): string {
  const outcomes = targets.flatMap(({ outcome }) => outcome ?? []);
  const groups = groupsOf(plan.command, outcomes);
  const rank = ({ outcome }: TargetProgress) => PRECEDENCE.indexOf(outcome?.state ?? "pending");
  const lines =
    targets.length <= AT_LENGTH
      ? [
          ...[...targets]
            .sort((a, b) => rank(a) - rank(b))
            .flatMap((target) => timeline(target, screen, plan)),
          ...groups.flatMap((group) => nextLines(group, screen, "", targets.length > 1)),
        ]
      : groups.flatMap((group) => grouped(group, targets, screen));
  return [...lines, ...lastLine(targets, screen, plan)].join("\n");
}

/** Many that ended alike: how many, which, why, and what to do. */
function grouped(group: Group, all: readonly TargetProgress[], screen: Screen): readonly string[] {
  const { state, targets, reason } = group;
  const { colors } = screen;
  const tone = toneOfState(state);
  const lasted = all.filter(({ name }) => targets.includes(name)).map(took);
  const [least, most] = [span(Math.min(...lasted)), span(Math.max(...lasted))];
  const after = least === most ? `after ${least}` : `after ${least} to ${most}`;
  // Whole where that fits: what a line break cuts cannot be copied.
  const names = namesOf(group).map((name) => cut(screen, screen.columns - 6, name, "middle"));
  const head = `${mark(screen, tone)} ${paint(colors, tone)(`${targets.length} ${wordOfState(state)}`)}`;
  return [
    fit(screen, screen.columns - 1, `${head} ${after}`, head),
    ...(reason === undefined ? [] : indented(screen, reason)),
    ...indented(screen, names.join(", ")).map((line) => colors.dim(line)),
    ...nextLines(group, screen, "    ", false),
  ];
}

/** What to do, in one line where it fits. */
function nextLines(group: Group, screen: Screen, lead: string, named: boolean): readonly string[] {
  if (group.next === undefined) return [];
  const text = named ? `next: ${namesOf(group).join(", ")}: ${group.next}` : `next: ${group.next}`;
  const indent = screen.columns < 40 ? "" : lead;
  return wrapped(screen.columns - 1 - indent.length - 2, text).map((line, index) =>
    index === 0 ? indent + line.replace("next:", screen.colors.cyan("next:")) : `${indent}  ${line}`,
  );
}

/** Of several targets, how many came to what: the line that is read first, so it stands last. */
function lastLine(targets: readonly TargetProgress[], screen: Screen, { emulated }: Plan): readonly string[] {
  const width = screen.columns - 1;
  if (targets.length === 1)
    return emulated ? [screen.colors.yellow(fit(screen, width, NOT_ASKED, "emulated"))] : [];
  const dot = ` ${glyphsOf(screen).dot} `;
  const counts = tally(
    targets.length,
    targets.flatMap(({ outcome }) => outcome?.state ?? []),
  );
  const wordings = emulated ? [counts + dot + NOT_ASKED, `${counts}${dot}emulated`] : [counts];
  return wrapped(width, wordings.find((wording) => stringWidth(wording) <= width) ?? String(wordings.at(-1)));
}
