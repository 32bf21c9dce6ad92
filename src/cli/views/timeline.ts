import type { RegistrationResource } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import { LABELS, reasonsOf } from "../reason.js";
import { countsOf } from "./calls.js";
import type { ResourceProgress, TargetProgress } from "./progress.js";
import { cell, fit, glyphsOf, indented, mark, type Screen } from "./screen.js";
import type { Plan } from "./view.js";
import {
  counted,
  paint,
  RESOURCES,
  span,
  timeOfDay,
  toneOf,
  toneOfState,
  wordOf,
  wordOfState,
} from "./wording.js";

/** A target that has settled: a row for each resource, and the reason under what failed. */
export function timeline(target: TargetProgress, screen: Screen, plan: Plan): readonly string[] {
  const reasons = target.outcome ? reasonsOf(target.outcome) : [];
  const under = (resource: RegistrationResource | undefined) =>
    reasons.filter((reason) => reason.resource === resource).flatMap(({ text }) => indented(screen, text));
  const seen = RESOURCES.flatMap((resource) => target.resources[resource] ?? []);
  const noteWidth = Math.max(...seen.map((one) => note(one, target).length));
  // What was never seen has no row for its reason.
  const rowless = reasons.filter(({ resource }) => resource && target.resources[resource] === undefined);
  return [
    heading(target, screen, plan),
    ...times(target, screen),
    ...former(target, screen),
    ...RESOURCES.filter((resource) => target.resources[resource]).flatMap((resource) => [
      row(target, resource, screen, noteWidth),
      ...under(resource),
    ]),
    ...rowless.flatMap(({ resource, text }) => indented(screen, `${LABELS[resource ?? "account"]}: ${text}`)),
    ...under(undefined),
  ];
}

function heading(target: TargetProgress, screen: Screen, { emulated }: Plan): string {
  const { name, account, outcome } = target;
  const { colors } = screen;
  const dot = ` ${glyphsOf(screen).dot} `;
  const tone = toneOfState(outcome?.state ?? "pending");
  const state = paint(colors, tone)(wordOfState(outcome?.state ?? "pending"));
  const lead = `${mark(screen, tone)} ${colors.bold(name)}`;
  const mode = emulated ? [colors.yellow("emulated")] : [];
  const after = `${state} after ${span(took(target))}`;
  const known = account === undefined ? [] : [`account ${oneLine(account)}`];
  return fit(
    screen,
    screen.columns - 1,
    [lead, ...mode, ...known, after].join(dot),
    [lead, ...mode, after].join(dot),
    [lead, after].join(dot),
    `${mark(screen, tone)} ${state} ${colors.bold(name)}`,
  );
}

/** By the wall clock, as logs go by it; and when the registration began, where that was before the wait. */
function times(target: TargetProgress, screen: Screen): readonly string[] {
  const { startedAt, settledAt, beganAt, registrations } = target;
  if (startedAt === undefined || settledAt === undefined) return [];
  const dot = ` ${glyphsOf(screen).dot} `;
  const wall = `${timeOfDay(startedAt)} to ${timeOfDay(settledAt)}`;
  const counts = countsOf(target).join(", ");
  const calls = registrations > 0 ? [`RegisterAccount called ${counted(registrations, "time")}`] : [];
  const began =
    beganAt !== undefined && beganAt < startedAt - 1000 ? [`registration began ${timeOfDay(beganAt)}`] : [];
  const texts = [[wall, counts, ...calls, ...began], [wall, counts, ...calls], [wall, counts], [counts]];
  return [screen.colors.dim(fit(screen, screen.columns - 1, ...texts.map((text) => `  ${text.join(dot)}`)))];
}

/** That a registration had failed before the one that is told of. */
function former(target: TargetProgress, screen: Screen): readonly string[] {
  if (target.former === undefined || target.registeredMs === undefined) return [];
  const text = `RegisterAccount called after ${span(target.registeredMs)}, as the registration before had failed:`;
  return indented(screen, `${text} ${oneLine(target.former)}`);
}

const LABEL_WIDTH = 10;

/** A bar from when the resource was first seen until it came into the state that it is in. */
function row(
  target: TargetProgress,
  resource: RegistrationResource,
  screen: Screen,
  noteWidth: number,
): string {
  const seen = target.resources[resource] as ResourceProgress;
  const tone = toneOf(seen.status);
  const text = paint(screen.colors, tone)(note(seen, target));
  const label = LABELS[resource];
  const lead = `  ${cell(screen, LABEL_WIDTH, label)}  `;
  const width = screen.columns - 1 - lead.length - 2 - noteWidth;
  if (width < 4)
    return fit(
      screen,
      screen.columns - 1,
      lead + text,
      `${label} ${text}`,
      `${paint(screen.colors, tone)(wordOf(seen.status))} ${label}`,
    );
  const total = Math.max(1, took(target));
  const until = tone === "pending" ? total : seen.sinceMs;
  const from = Math.min(width - 1, Math.floor((seen.first.atMs / total) * width));
  const to = Math.min(width, Math.max(from + 1, Math.round((until / total) * width)));
  const bar = paint(screen.colors, tone)(glyphsOf(screen).full.repeat(to - from));
  return `${lead}${cell(screen, width, " ".repeat(from) + bar)}  ${text}`;
}

/** When it came into its state, since the wait began; where nothing changed while it was watched, that is not known. */
function note({ status, first, sinceMs }: ResourceProgress, { registrations }: TargetProgress): string {
  if (toneOf(status) === "pending") return `still ${wordOf(status)}`;
  const already = first.status === status && registrations === 0;
  return already ? `already ${wordOf(status)}` : `${wordOf(status)} after ${span(sinceMs)}`;
}

/** Milliseconds from the wait's begin to its end. */
export function took({ startedAt, settledAt }: TargetProgress): number {
  return startedAt === undefined || settledAt === undefined ? 0 : settledAt - startedAt;
}
