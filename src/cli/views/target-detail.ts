import stringWidth from "string-width";
import { oneLine } from "../../text/one-line.js";
import { LABELS, reasonsOf } from "../reason.js";
import { ageOf, type TargetProgress } from "./progress.js";
import { bar, clip, joined, mark, pad, type Screen, wrapped } from "./screen.js";
import { ageText, requestsText, targetRows } from "./target-row.js";
import type { Plan } from "./view.js";
import { clock, paint, RESOURCES, span, timeOfDay, toneOf, wordOf } from "./wording.js";

/** Draws one target at length: its state, its resources, and what happens next; or, settled, how it ended and why. */
export function targetDetail(
  target: TargetProgress,
  screen: Screen,
  plan: Plan,
  now: number,
): readonly string[] {
  const heading = ({ account }: TargetProgress) =>
    joined(screen, [
      plan.emulated && screen.colors.yellow("emulated"),
      account && `account ${oneLine(account)}`,
    ]);
  return [
    ...targetRows([target], screen, now, heading),
    ...resources(target, screen, now),
    ...registrations(target, screen),
    ...(target.outcome ? ending(target, screen, now) : upcoming(target, screen, plan, now)),
  ];
}

/** On a narrower screen, labels are not aligned. */
const NARROW = 32;
const LABEL_WIDTH = 10;

function line(screen: Screen, label: string, text: string, lead = " "): string {
  const aligned = `  ${lead} ${pad(screen, LABEL_WIDTH, label)} ${text}`;
  const short = `${lead} ${label} ${text}`.trimStart();
  return clip(screen, screen.columns - 1, screen.columns < NARROW ? short : aligned);
}

/** A text below a line: whole if the target has settled, otherwise in one line, so that the picture does not jump. */
function note({ outcome }: TargetProgress, screen: Screen, text: string | undefined): readonly string[] {
  if (!text) return [];
  return outcome ? wrapped(screen, text) : [clip(screen, screen.columns - 1, `    ${text}`)];
}

function resources(target: TargetProgress, screen: Screen, now: number): readonly string[] {
  const { outcome, account } = target;
  const reasons = outcome ? reasonsOf(outcome) : [];
  return RESOURCES.flatMap((resource) => {
    const seen = target.resources[resource];
    if (seen === undefined) {
      // Only a response can tell: registrations of the current mode have no Timestream resource.
      const unseen = account === undefined ? "not known yet" : "not used";
      const dot = screen.unicode ? "·" : "-";
      return outcome ? [] : [screen.colors.dim(line(screen, LABELS[resource], unseen, dot))];
    }
    const { status, changedMs, errorMessage } = seen;
    const tone = toneOf(status);
    const word = wordOf(status);
    const pending = outcome ? `still ${word}` : word;
    const final = changedMs === undefined ? `already ${word}` : `${word} after ${span(changedMs)}`;
    const text = paint(screen.colors, tone)(tone === "pending" ? pending : final);
    const reason = outcome
      ? reasons.find((one) => one.resource === resource)?.text
      : errorMessage && oneLine(errorMessage);
    return [
      line(screen, LABELS[resource], text, mark(screen, tone, outcome ? undefined : now)),
      ...note(target, screen, reason),
    ];
  });
}

function registrations(target: TargetProgress, screen: Screen): readonly string[] {
  const { registrations: count, registeredMs = 0, former } = target;
  if (count === 0) return [];
  const called = count === 1 ? "called" : `called ${count} times, last`;
  return [
    line(screen, "register", `${called} after ${span(registeredMs)}`, mark(screen, "good")),
    ...note(target, screen, former && `The registration before had failed: ${oneLine(former)}`),
  ];
}

/** The age of the registration, the time of the wait, the next request, and the error of the latest one. */
function upcoming(
  target: TargetProgress,
  screen: Screen,
  { expectedMs, maxWaitMs }: Plan,
  now: number,
): readonly string[] {
  const { startedAt, failure } = target;
  if (startedAt === undefined) return [line(screen, "wait", "waits for its turn")];
  const age = ageText(target, screen, expectedMs, now);
  const room = Math.min(36, screen.columns - 18 - stringWidth(age ?? ""));
  const drawn = room < 4 ? "" : `${bar(screen, room, (ageOf(target, now) ?? 0) / expectedMs)}  `;
  const until = Number.isFinite(maxWaitMs) ? `, until ${timeOfDay(startedAt + maxWaitMs)}` : "";
  const operation = failure?.operation === "RegisterAccount" ? failure.operation : "poll";
  const failed = failure && `${operation} ${failure.throttled ? "throttled" : "failed"}: `;
  const error =
    failure && (screen.columns < NARROW ? `! ${failure.message}` : `  ! ${failed}${failure.message}`);
  return [
    ...(age ? [line(screen, "age", drawn + age)] : []),
    line(screen, "wait", clock(now - startedAt) + until),
    line(screen, "next", requestsText(target, screen, now)),
    ...(error ? [screen.colors.yellow(clip(screen, screen.columns - 1, error))] : []),
  ];
}

/** Times by the wall clock, as in logs, and the reasons that belong to no resource above. */
function ending(target: TargetProgress, screen: Screen, now: number): readonly string[] {
  const { startedAt, settledAt, beganAt, outcome } = target;
  const lines: string[] = [];
  if (startedAt !== undefined && settledAt !== undefined) {
    const times = `${timeOfDay(startedAt)} to ${timeOfDay(settledAt)}`;
    lines.push(line(screen, "time", joined(screen, [times, requestsText(target, screen, now)])));
    if (beganAt !== undefined && beganAt < startedAt - 1000)
      lines.push(line(screen, "age", `${clock(settledAt - beganAt)}, started ${timeOfDay(beganAt)}`));
  }
  const reasons = (outcome ? reasonsOf(outcome) : []).filter(
    ({ resource }) => resource === undefined || target.resources[resource] === undefined,
  );
  return [
    ...lines.map(screen.colors.dim),
    ...reasons.flatMap(({ resource, text }) =>
      wrapped(screen, resource === undefined ? text : `${LABELS[resource]}: ${text}`),
    ),
  ];
}
