import { ageOf, phaseOf, registers, type TargetProgress, took } from "./progress.js";
import { clip, joined, mark, pad, type Screen } from "./screen.js";
import { clock, paint, span } from "./wording.js";

/** Draws targets in a line each: their names, their states, and the rest as far as there is room. */
export function targetRows(
  targets: readonly TargetProgress[],
  screen: Screen,
  now: number,
  rest: (target: TargetProgress) => string,
): readonly string[] {
  const state = (target: TargetProgress) =>
    phaseOf(target).word + (target.outcome && screen.columns >= 40 ? ` after ${span(took(target))}` : "");
  const widest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const gap = screen.columns < 40 ? " " : "  ";
  const stateWidth = widest(targets.map(state));
  const room = screen.columns - "✔ ".length - 1;
  // A long name must not push the state off the line, nor, of many, the rest.
  const share = targets.length === 1 || screen.columns < 60 ? room - stateWidth - gap.length : 0.38 * room;
  const nameWidth = Math.min(widest(targets.map(({ name }) => name)), Math.max(3, Math.floor(share)));
  const restWidth = room - nameWidth - stateWidth - 2 * gap.length;
  return targets.map((target) => {
    const { tone } = phaseOf(target);
    const name = screen.colors.bold(pad(screen, nameWidth, target.name, "middle"));
    const colored = paint(screen.colors, tone)(pad(screen, stateWidth, state(target)));
    const more = restWidth < 5 ? "" : clip(screen, restWidth, rest(target));
    return [`${mark(screen, tone, target.outcome ? undefined : now)} ${name}`, colored, more]
      .join(gap)
      .trimEnd();
  });
}

/** Returns the age of the registration beside the usual time; `undefined` if there is none. */
export function ageText(target: TargetProgress, screen: Screen, expectedMs: number, now: number) {
  const age = ageOf(target, now);
  if (age === undefined) return undefined;
  if (age <= expectedMs) return `${clock(age)} of ${clock(expectedMs)}`;
  return screen.colors.yellow(`${clock(age)}, usually ${clock(expectedMs)}`);
}

/** Returns the next request, and the numbers of those that were sent. */
export function requestsText(target: TargetProgress, screen: Screen, now: number): string {
  const { nextPollAt = 0, failure, calls, registrations, failed, throttled, outcome } = target;
  const registering = failure?.operation === "RegisterAccount" || registers(target);
  const seconds = Math.ceil((nextPollAt - now) / 1000);
  const next = `${registering ? "RegisterAccount" : "poll"} ${seconds > 0 ? `in ${seconds} s` : "now"}`;
  const polls = calls - registrations;
  const counts = [
    `${polls} ${polls === 1 ? "poll" : "polls"}`,
    failed > 0 && `${failed} failed`,
    throttled > 0 && `${throttled} throttled`,
  ].filter(Boolean);
  return joined(screen, [outcome === undefined && next, counts.join(", ")]);
}
