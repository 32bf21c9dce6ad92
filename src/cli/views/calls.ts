import { oneLine } from "../../text/one-line.js";
import { registers, type TargetProgress } from "./progress.js";
import { cell, fit, glyphsOf, mark, type Screen } from "./screen.js";
import type { Plan } from "./view.js";
import { clock, counted, span, timeOfDay } from "./wording.js";

/** Wide enough for the longest. */
export const LABEL_WIDTH = 12;

/** A mark, a label and what is to be said; where there is little room, without the label. */
function labelled(screen: Screen, lead: string, label: string, ...texts: readonly string[]): string {
  const long = `  ${lead} ${cell(screen, LABEL_WIDTH, label)} `;
  const width = screen.columns - 1;
  return screen.columns < NARROW
    ? fit(screen, width, ...texts.map((text) => `${lead} ${text}`.trimStart()))
    : fit(screen, width, ...texts.map((text) => long + text));
}

/** Below so many columns there is no room for labels that only name what stands beside them. */
export const NARROW = 32;

/** That RegisterAccount is called, or was, and why it was again. */
export function registerLines(target: TargetProgress, screen: Screen, now: number): readonly string[] {
  const { registrations, registeredMs = 0, former } = target;
  const again = former === undefined ? "" : `; failed before: ${oneLine(former)}`;
  if (registers(target)) {
    return [labelled(screen, mark(screen, "pending", now), "register", "calls RegisterAccount")];
  }
  if (registrations === 0) return [];
  const times = registrations === 1 ? "" : ` no. ${registrations}`;
  const text = `RegisterAccount${times} after ${span(registeredMs)}`;
  return [labelled(screen, mark(screen, "good"), "register", text + again)];
}

/** How long the wait lasts, until when at most, and when the next read is due. */
export function waitLine(target: TargetProgress, screen: Screen, { maxWaitMs }: Plan, now: number): string {
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
export function failureLines(
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
