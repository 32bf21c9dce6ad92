import stringWidth from "string-width";
import type { RegistrationResource } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import { count } from "../../text/sentence.js";
import { type Outcome, reasonOf } from "../outcome.js";
import { ageOf, phaseOf, type TargetProgress, took } from "./progress.js";
import { bar, clip, joined, mark, pad, type Screen, wrapped } from "./screen.js";
import type { Plan } from "./view.js";
import { clock, LABELS, paint, RESOURCES, span, timeOfDay, toneOf, wordOf } from "./wording.js";

/** Draws one line for each target: its name, its state, and the rest if there is room. */
export function targetLines(
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
  // A long name must not push out the state, nor the rest if there are many targets.
  const share = targets.length === 1 || screen.columns < 60 ? room - stateWidth - gap.length : 0.38 * room;
  const nameWidth = Math.min(widest(targets.map(({ name }) => name)), Math.max(3, Math.floor(share)));
  const restWidth = room - nameWidth - stateWidth - 2 * gap.length;
  return targets.map((target) => {
    const { tone } = phaseOf(target);
    const name = screen.colors.bold(pad(screen, nameWidth, target.name, "middle"));
    const more = restWidth < 5 ? "" : clip(screen, restWidth, rest(target));
    const text = more === "" ? state(target) : pad(screen, stateWidth, state(target));
    const colored = paint(screen.colors, tone)(text);
    const marked = `${mark(screen, tone, target.outcome ? undefined : now)} ${name}`;
    return [marked, colored, more].join(gap).trimEnd();
  });
}

/** Draws one target with its resources, and its next request or the reason of its end. */
export function targetDetail(target: TargetProgress, screen: Screen, plan: Plan, now: number) {
  const { snapshot, outcome, registrations, registeredMs = 0, former } = target;
  const heading = joined(screen, [
    plan.emulated && screen.colors.yellow("emulated"),
    snapshot && `account ${oneLine(snapshot.customerAccountId)}`,
  ]);
  const called = registrations === 1 ? "called" : `called ${registrations} times, last`;
  const register = () => [
    line(screen, "register", `${called} after ${span(registeredMs)}`, mark(screen, "good")),
    ...note(target, screen, former && `The previous registration failed: ${former}`),
  ];
  return [
    ...targetLines([target], screen, now, () => heading),
    ...RESOURCES.flatMap((resource) => resourceLines(resource, target, screen, now)),
    ...(registrations > 0 ? register() : []),
    ...(outcome ? ending(outcome, target, screen, now) : upcoming(target, screen, plan, now)),
  ];
}

/** Width in columns below which labels are not aligned. */
const NARROW = 32;

function line(screen: Screen, label: string, text: string, lead = " "): string {
  const aligned = `  ${lead} ${pad(screen, 10, label)} ${text}`;
  const short = `${lead} ${label} ${text}`.trimStart();
  return clip(screen, screen.columns - 1, screen.columns < NARROW ? short : aligned);
}

/** Draws a text below a line: in one line until the target has settled, so that the picture does not jump. */
function note({ outcome }: TargetProgress, screen: Screen, text: string | undefined): readonly string[] {
  if (!text) return [];
  return outcome ? wrapped(screen, text) : [clip(screen, screen.columns - 1, `    ${text}`)];
}

function resourceLines(resource: RegistrationResource, target: TargetProgress, screen: Screen, now: number) {
  const { outcome, snapshot, resources } = target;
  const seen = resources[resource];
  if (seen === undefined) {
    // In the current mode, a response has no Timestream resource.
    const unseen = snapshot === undefined ? "not known yet" : "not used";
    const dot = screen.unicode ? "·" : "-";
    return outcome ? [] : [screen.colors.dim(line(screen, LABELS[resource], unseen, dot))];
  }
  const tone = toneOf(seen.status);
  const word = wordOf(seen.status);
  const pending = outcome ? `still ${word}` : word;
  const final = seen.changedMs === undefined ? `already ${word}` : `${word} after ${span(seen.changedMs)}`;
  const text = paint(screen.colors, tone)(tone === "pending" ? pending : final);
  return [
    line(screen, LABELS[resource], text, mark(screen, tone, outcome ? undefined : now)),
    ...note(target, screen, seen.errorMessage && oneLine(seen.errorMessage)),
  ];
}

/** Draws the age of the registration, the time of the wait, the next request, and the error of the latest one. */
function upcoming(target: TargetProgress, screen: Screen, { expectedMs, maxWaitMs }: Plan, now: number) {
  const { startedAt, failure } = target;
  if (startedAt === undefined) return [line(screen, "wait", "waits for its turn")];
  const age = ageText(target, screen, expectedMs, now);
  const room = Math.min(36, screen.columns - 18 - stringWidth(age ?? ""));
  const drawn = room < 4 ? "" : `${bar(screen, room, (ageOf(target, now) ?? 0) / expectedMs)}  `;
  const until = Number.isFinite(maxWaitMs) ? `, until ${timeOfDay(startedAt + maxWaitMs)}` : "";
  const failed = failure && `  ! ${failure.request} ${failure.throttled ? "throttled" : "failed"}: `;
  const error = failure && `${screen.columns < NARROW ? "! " : failed}${failure.reason}`;
  return [
    ...(age ? [line(screen, "age", drawn + age)] : []),
    line(screen, "wait", clock(now - startedAt) + until),
    line(screen, "next", requestsText(target, screen, now)),
    ...(error ? [screen.colors.yellow(clip(screen, screen.columns - 1, error))] : []),
  ];
}

/** Draws the times by the wall clock, as in logs, and the reason unless the lines of the resources show it. */
function ending(outcome: Outcome, target: TargetProgress, screen: Screen, now: number) {
  const { startedAt, settledAt, beganAt, resources } = target;
  const explained =
    ["failed", "refused"].includes(outcome.state) &&
    Object.values(resources).some(({ errorMessage }) => errorMessage);
  const reason = explained ? [] : wrapped(screen, reasonOf(outcome) ?? "");
  if (startedAt === undefined || settledAt === undefined) return reason;
  const times = `${timeOfDay(startedAt)} to ${timeOfDay(settledAt)}`;
  const lines = [line(screen, "time", joined(screen, [times, requestsText(target, screen, now)]))];
  if (beganAt !== undefined && beganAt < startedAt - 1000)
    lines.push(line(screen, "age", `${clock(settledAt - beganAt)}, started ${timeOfDay(beganAt)}`));
  return [...lines.map(screen.colors.dim), ...reason];
}

/** Returns the age of the registration beside the usual time; `undefined` if no registration is known. */
export function ageText(target: TargetProgress, screen: Screen, expectedMs: number, now: number) {
  const age = ageOf(target, now);
  if (age === undefined) return undefined;
  if (age <= expectedMs) return `${clock(age)} of ${clock(expectedMs)}`;
  return screen.colors.yellow(`${clock(age)}, usually ${clock(expectedMs)}`);
}

/** Returns the next request, and the number of requests. */
export function requestsText(target: TargetProgress, screen: Screen, now: number): string {
  const { nextPollAt = 0, failure, calls, registrations, failed, throttled, outcome } = target;
  const request = failure?.request ?? (target.registering ? "RegisterAccount" : "poll");
  const seconds = Math.ceil((nextPollAt - now) / 1000);
  const counts = [
    count(calls - registrations, "poll"),
    failed > 0 && `${failed} failed`,
    throttled > 0 && `${throttled} throttled`,
  ].filter(Boolean);
  const next = `${request} ${seconds > 0 ? `in ${seconds} s` : "now"}`;
  return joined(screen, [outcome === undefined && next, counts.join(", ")]);
}
