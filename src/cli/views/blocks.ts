import type { RegistrationResource } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import { LABELS } from "../reason.js";
import { failureLines, LABEL_WIDTH, NARROW, registerLines, waitLine } from "./calls.js";
import { hasBegun, type TargetProgress } from "./progress.js";
import { bar, cell, fit, glyphsOf, mark, type Screen } from "./screen.js";
import type { Plan } from "./view.js";
import { clock, paint, RESOURCES, span, toneOf, wordOf } from "./wording.js";

/** One target at length: its resources, how long they take, what comes next, and what goes wrong. */
export function block(target: TargetProgress, screen: Screen, plan: Plan, now: number): string[] {
  const width = screen.columns - 1;
  const lines = [
    heading(target, screen, plan),
    ...RESOURCES.map((resource) => resourceLine(target, resource, screen, now)),
    ...registerLines(target, screen, now),
    ...ageLines(target, screen, plan, now),
    waitLine(target, screen, plan, now),
    ...failureLines(target, screen, now),
  ];
  return lines.map((line) => fit(screen, width, line));
}

function heading({ name, account }: TargetProgress, screen: Screen, plan: Plan): string {
  const { dot } = glyphsOf(screen);
  const title = screen.colors.bold(name);
  const mode = plan.emulated ? ` ${dot} ${screen.colors.yellow("emulated")}` : "";
  const known = account === undefined ? "" : ` ${dot} account ${oneLine(account)}`;
  return fit(screen, screen.columns - 1, title + mode + known, title + mode, title);
}

function resourceLine(
  target: TargetProgress,
  resource: RegistrationResource,
  screen: Screen,
  now: number,
): string {
  const { colors } = screen;
  const seen = target.resources[resource];
  const label = LABELS[resource];
  if (seen === undefined) {
    // Today's registrations have no Timestream part, which only an answer can tell.
    const [unseen, short] =
      target.account === undefined
        ? ["not known yet", "unknown"]
        : ["not used by this registration", "not used"];
    if (screen.columns < NARROW) return colors.dim(`${glyphsOf(screen).dot} ${short} ${label}`);
    return `  ${colors.dim(`${glyphsOf(screen).dot} ${cell(screen, LABEL_WIDTH, label)} ${unseen}`)}`;
  }
  const tone = toneOf(seen.status);
  const word = paint(colors, tone)(wordOf(seen.status));
  const when = tone === "pending" ? "" : colors.dim(` after ${span(seen.sinceMs)}`);
  const reason = seen.errorMessage === undefined ? "" : `: ${oneLine(seen.errorMessage)}`;
  const lead = mark(screen, tone, target.outcome ? undefined : now);
  return screen.columns < NARROW
    ? `${lead} ${word} ${label}`
    : `  ${lead} ${cell(screen, LABEL_WIDTH, label)} ${word}${when}${reason}`;
}

/** How old the registration is, apart from the wait: that of a wait that came late is older. Nothing while there is none. */
function ageLines(
  target: TargetProgress,
  screen: Screen,
  { expectedMs }: Plan,
  now: number,
): readonly string[] {
  if (!hasBegun(target)) return [];
  const { colors } = screen;
  const began = target.beganAt ?? target.startedAt ?? now;
  const ageMs = (target.settledAt ?? now) - began;
  const late = ageMs > expectedMs;
  const [age, expected] = [clock(ageMs), clock(expectedMs)];
  const texts = late
    ? [`${age}, longer than usual (about ${expected})`, `${age}, longer than usual`, `${age} longer`]
    : [`${age} of about ${expected}`, `${age} / ${expected}`, age];
  const lead = screen.columns < NARROW ? "" : `    ${cell(screen, LABEL_WIDTH, "registration")} `;
  const available = screen.columns - 1 - lead.length;
  const text = fit(screen, Math.max(1, available - 2 - MIN_BAR), ...texts);
  // How far it is by what is usual is all that is known: past that, the bar is full and the words say so.
  const drawn = bar(screen, Math.max(1, Math.min(MAX_BAR, available - 2 - text.length)), ageMs / expectedMs);
  return [`${lead}${drawn}  ${late ? colors.yellow(text) : text}`];
}

const MIN_BAR = 6;
const MAX_BAR = 36;
