import type { RegistrationResource } from "../../index.js";
import { plainText } from "../plain-text.js";
import { LABELS } from "../reason.js";
import { hasBegun, registers, type TargetProgress } from "./progress.js";
import { bar, cell, fit, glyphsOf, mark, type Screen } from "./screen.js";
import type { Plan } from "./view.js";
import { clock, counted, paint, RESOURCES, span, timeOfDay, toneOf, wordOf } from "./wording.js";

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

const LABEL_WIDTH = 12;

/** A mark, a label and what is to be said; where there is little room, without the label. */
function labelled(screen: Screen, lead: string, label: string, ...texts: readonly string[]): string {
  const long = `  ${lead} ${cell(screen, LABEL_WIDTH, label)} `;
  const width = screen.columns - 1;
  return screen.columns < NARROW
    ? fit(screen, width, ...texts.map((text) => `${lead} ${text}`.trimStart()))
    : fit(screen, width, ...texts.map((text) => long + text));
}

/** Below so many columns there is no room for labels that only name what stands beside them. */
const NARROW = 32;

function heading({ name, account }: TargetProgress, screen: Screen, plan: Plan): string {
  const { dot } = glyphsOf(screen);
  const title = screen.colors.bold(name);
  const mode = plan.emulated ? ` ${dot} ${screen.colors.yellow("emulated")}` : "";
  const known = account === undefined ? "" : ` ${dot} account ${plainText(account)}`;
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
  const reason = seen.errorMessage === undefined ? "" : `: ${plainText(seen.errorMessage)}`;
  const lead = mark(screen, tone, target.outcome ? undefined : now);
  return screen.columns < NARROW
    ? `${lead} ${word} ${label}`
    : `  ${lead} ${cell(screen, LABEL_WIDTH, label)} ${word}${when}${reason}`;
}

/** That RegisterAccount is called, or was, and why it was again. */
function registerLines(target: TargetProgress, screen: Screen, now: number): readonly string[] {
  const { registrations, registeredMs = 0, former } = target;
  const again = former === undefined ? "" : `; failed before: ${plainText(former)}`;
  if (registers(target)) {
    return [labelled(screen, mark(screen, "pending", now), "register", "calls RegisterAccount")];
  }
  if (registrations === 0) return [];
  const times = registrations === 1 ? "" : ` no. ${registrations}`;
  const text = `RegisterAccount${times} after ${span(registeredMs)}`;
  return [labelled(screen, mark(screen, "good"), "register", text + again)];
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

function waitLine(target: TargetProgress, screen: Screen, { maxWaitMs }: Plan, now: number): string {
  const { startedAt, nextReadAt } = target;
  if (startedAt === undefined) return labelled(screen, " ", "wait", "waits for its turn");
  const counts = countsOf(target).join(", ");
  const { dot } = glyphsOf(screen);
  const separator = ` ${dot} `;
  const waited = clock(now - startedAt);
  const until = timeOfDay(startedAt + maxWaitMs);
  const [long, short, shortest] = Number.isFinite(maxWaitMs)
    ? [
        `${waited} of at most ${clock(maxWaitMs)}, until ${until}`,
        `${waited}, until ${until}`,
        `${waited}/${clock(maxWaitMs)}`,
      ]
    : [waited, waited, waited];
  const seconds = nextReadAt === undefined ? 0 : Math.ceil((nextReadAt - now) / 1000);
  const [next, soon] =
    seconds > 0 ? [`next read in ${seconds} s`, `next ${seconds} s`] : ["reading", "reading"];
  return labelled(
    screen,
    " ",
    "wait",
    [long, next, counts].join(separator),
    [short, next, counts].join(separator),
    [short, soon, counts].join(separator),
    [shortest, soon, counts].join(separator),
    [shortest, soon].join(separator),
    [soon, counts].join(separator),
    soon,
  );
}

/** How many calls were made, and what became of those that were not answered. */
export function countsOf({ calls, failed, throttled, registrations }: TargetProgress): readonly string[] {
  return [
    counted(calls - registrations, "read"),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(throttled > 0 ? [`${throttled} throttled`] : []),
  ];
}

/** What the latest call failed with, cut where need be, but never left out. */
function failureLines(
  { failure, nextReadAt }: TargetProgress,
  screen: Screen,
  now: number,
): readonly string[] {
  if (failure === undefined) return [];
  const { operation, throttled, message } = failure;
  const call = operation === "RegisterAccount" ? operation : "read";
  const again =
    nextReadAt === undefined ? "" : `, again in ${Math.max(0, Math.ceil((nextReadAt - now) / 1000))} s`;
  const what = throttled ? `${call} throttled` : `${call} failed`;
  const text = operation === "RegisterAccount" ? `${what}${again}: ${message}` : `${what}: ${message}`;
  const room = screen.columns - 1;
  const [indent, said] = screen.columns < NARROW ? ["", throttled ? what : message] : ["  ", text];
  return [screen.colors.yellow(fit(screen, room, `${indent}! ${said}`))];
}
