import { plainText } from "../plain-text.js";
import type { ResourceProgress, TargetProgress } from "./progress.js";
import { cell, fit, glyphsOf, mark, type Screen } from "./screen.js";
import { tally, toneOfState } from "./table.js";
import { counted, LABELS, paint, RESOURCES, span, toneOf, wordOf } from "./wording.js";

/** What is left standing when all have settled: how each ended, and how long each of its resources took. Pure. */
export function summary(targets: readonly TargetProgress[], screen: Screen): string {
  if (targets.length > AT_LENGTH) {
    return [...targets.map((target) => line(target, screen)), fit(screen.columns - 1, tally(targets))].join(
      "\n",
    );
  }
  return targets.flatMap((target) => [heading(target, screen), ...timeline(target, screen)]).join("\n");
}

/** Up to so many targets get a timeline of their own. */
const AT_LENGTH = 3;

function line(target: TargetProgress, screen: Screen): string {
  const { dot } = glyphsOf(screen);
  const state = target.outcome?.state ?? "pending";
  const lead = `${mark(screen, toneOfState(state))} ${target.name}`;
  const after = `${state.replaceAll("-", " ")} after ${span(took(target))}`;
  const parts = RESOURCES.flatMap((resource) => {
    const seen = target.resources[resource];
    return seen === undefined || resource === "account"
      ? []
      : [`${LABELS[resource]} ${note(seen, spanOf(seen, target)).trim()}`];
  });
  return fit(screen.columns - 1, [lead, after, ...parts].join(` ${dot} `), [lead, after].join(` ${dot} `));
}

function heading(target: TargetProgress, screen: Screen): string {
  const { name, account, outcome, reads, throttled } = target;
  const { colors } = screen;
  const { dot } = glyphsOf(screen);
  const tone = toneOfState(outcome?.state ?? "pending");
  const state = paint(colors, tone)((outcome?.state ?? "pending").replaceAll("-", " "));
  const [lead, after, counts] = [
    `${mark(screen, tone)} ${colors.bold(name)}`,
    `${state} after ${span(took(target))}`,
    counted(reads, "read") + (throttled > 0 ? `, ${throttled} throttled` : ""),
  ];
  const full = [lead, ...(account === undefined ? [] : [`account ${plainText(account)}`]), after, counts];
  return fit(
    screen.columns - 1,
    full.join(` ${dot} `),
    [lead, after, counts].join(` ${dot} `),
    [lead, after].join(` ${dot} `),
    `${lead} ${state}`,
  );
}

const LABEL_WIDTH = 10;
const NOTE_WIDTH = 18;

/** A row for each resource: from when it was first seen until it came into the state that it is in. */
function timeline(target: TargetProgress, screen: Screen): string[] {
  const { colors } = screen;
  const total = Math.max(1, took(target));
  const width = Math.max(4, screen.columns - 1 - 2 - LABEL_WIDTH - 2 - 2 - NOTE_WIDTH);
  return RESOURCES.flatMap((resource) => {
    const seen = target.resources[resource];
    if (seen === undefined) return [];
    const tone = toneOf(seen.status);
    const fromMs = seen.first.atMs;
    const toMs = fromMs + spanOf(seen, target);
    const from = Math.min(width - 1, Math.floor((fromMs / total) * width));
    const to = Math.min(width, Math.max(from + 1, Math.round((toMs / total) * width)));
    const bar = paint(colors, tone)(glyphsOf(screen).full.repeat(to - from));
    const row = `  ${cell(LABEL_WIDTH, LABELS[resource])}  ${cell(width, " ".repeat(from) + bar)}  ${note(seen, toMs - fromMs)}`;
    return [fit(screen.columns - 1, row)];
  });
}

/** How long it took; where nothing changed while it was watched, that is not known. */
function note({ status, first }: ResourceProgress, ms: number): string {
  const word = toneOf(status) === "good" ? "" : ` ${wordOf(status)}`;
  if (first.status === status && toneOf(status) !== "pending") return `already${word || " registered"}`;
  return `${span(ms).padStart(8)}${word}`;
}

/** From when it was first seen until it came into the state that it is in; until the end, where that is none. */
function spanOf({ status, first, sinceMs }: ResourceProgress, target: TargetProgress): number {
  return (toneOf(status) === "pending" ? took(target) : sinceMs) - first.atMs;
}

function took({ startedAt, settledAt }: TargetProgress): number {
  return startedAt === undefined || settledAt === undefined ? 0 : settledAt - startedAt;
}
