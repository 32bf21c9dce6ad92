import type { RegistrationResource } from "../../index.js";
import { plainText } from "../plain-text.js";
import type { TargetProgress } from "./progress.js";
import { bar, cell, fit, glyphsOf, mark, type Screen } from "./screen.js";
import { clock, counted, LABELS, paint, RESOURCES, span, toneOf, wordOf } from "./wording.js";

/** How many lines a target's block takes, with the one between two blocks. */
export const BLOCK_LINES = 7;

const LABEL_WIDTH = 10;

/** One target at length: its resources, how long it takes, and what comes next. */
export function block(target: TargetProgress, screen: Screen, expectedMs: number, now: number): string[] {
  const width = screen.columns - 1;
  return [
    fit(width, heading(target, screen)),
    ...RESOURCES.map((resource) => fit(width, resourceLine(target, resource, screen, now))),
    ageLine(target, screen, expectedMs, now),
    `  ${fit(width - 2, ...nextLine(target, screen, now))}`,
  ];
}

function heading({ name, account }: TargetProgress, screen: Screen): string {
  const { dot } = glyphsOf(screen);
  return screen.colors.bold(name) + (account === undefined ? "" : ` ${dot} account ${plainText(account)}`);
}

function resourceLine(
  { resources, account, outcome }: TargetProgress,
  resource: RegistrationResource,
  screen: Screen,
  now: number,
): string {
  const { colors } = screen;
  const label = cell(LABEL_WIDTH, LABELS[resource]);
  const seen = resources[resource];
  if (seen === undefined) {
    // Today's registrations have no Timestream part, which only an answer can tell.
    const unseen = account === undefined ? "not read yet" : "no part of it";
    return `  ${colors.dim(`${glyphsOf(screen).dot} ${label}  ${unseen}`)}`;
  }
  const tone = toneOf(seen.status);
  const word = paint(colors, tone)(wordOf(seen.status));
  const when = tone === "pending" ? "" : colors.dim(` after ${span(seen.sinceMs)}`);
  const reason = seen.errorMessage === undefined ? "" : `  ${plainText(seen.errorMessage)}`;
  return `  ${mark(screen, tone, outcome ? undefined : now)} ${label}  ${word}${when}${reason}`;
}

function ageLine(target: TargetProgress, screen: Screen, expectedMs: number, now: number): string {
  const { colors } = screen;
  const { part, texts } = pace((target.settledAt ?? now) - (target.beganAt ?? now), expectedMs);
  const available = screen.columns - 1 - 2;
  const text = fit(Math.max(1, available - 2 - MIN_BAR), ...texts);
  const drawn = bar(screen, Math.max(1, Math.min(MAX_BAR, available - 2 - text.length)), part);
  const paced = part < 1 ? text : colors.yellow(text);
  return fit(screen.columns - 1, `  ${drawn}  ${paced}`);
}

/**
 * How far a registration is by what is usual, which is all that is known: past it, the bar says so, and no more.
 *
 * @returns The texts that tell it, the longest first.
 */
function pace(
  ageMs: number,
  expectedMs: number,
): { readonly part: number; readonly texts: readonly string[] } {
  const [age, expected] = [clock(ageMs), clock(expectedMs)];
  return ageMs <= expectedMs
    ? { part: ageMs / expectedMs, texts: [`${age} of about ${expected}`, `${age} / ${expected}`, age] }
    : { part: 1, texts: [`${age}, longer than usual (about ${expected})`, `${age}, longer than usual`] };
}

const MIN_BAR = 8;
const MAX_BAR = 40;

function nextLine(target: TargetProgress, screen: Screen, now: number): readonly string[] {
  const { outcome, startedAt, reads, throttled, failure, nextReadAt } = target;
  const separator = ` ${glyphsOf(screen).dot} `;
  const counts = [
    counted(reads, "read"),
    ...(throttled > 0 ? [screen.colors.yellow(`${throttled} throttled`)] : []),
    ...(target.registrations > 0 ? [counted(target.registrations, "registration")] : []),
  ].join(separator);
  if (outcome) return [counts];
  if (startedAt === undefined) return ["waits for its turn"];
  if (nextReadAt === undefined || nextReadAt <= now) return [`reading${separator}${counts}`];
  const seconds = Math.ceil((nextReadAt - now) / 1000);
  const why = failure && !failure.throttled ? `read failed: ${plainText(failure.message)}` : undefined;
  return [
    ...(why
      ? [`next read in ${seconds} s${separator}${counts}${separator}${screen.colors.yellow(why)}`]
      : []),
    `next read in ${seconds} s${separator}${counts}`,
    `next ${seconds} s${separator}${counts}`,
  ];
}
