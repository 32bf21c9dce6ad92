import { oneLine } from "../../text/one-line.js";
import { LABELS, reasonsOf } from "../reason.js";
import { hasBegun, phaseOf, registers, type TargetProgress, took } from "./progress.js";
import { bar, clip, joined, mark, pad, type Screen, wrapped } from "./screen.js";
import type { Plan } from "./view.js";
import { clock, counted, paint, RESOURCES, span, timeOfDay, toneOf, wordOf } from "./wording.js";

/** One target at length: its state, its resources, and what happens next; or, settled, how it ended and why. */
export function targetDetail(
  target: TargetProgress,
  screen: Screen,
  plan: Plan,
  now: number,
): readonly string[] {
  return [heading(target, screen, plan, now), ...resources(target, screen, now)].concat(
    registrations(target, screen),
    target.outcome ? ending(target, screen) : upcoming(target, screen, plan, now),
  );
}

/** On a narrower screen, labels are not aligned. */
const NARROW = 32;
const LABEL_WIDTH = 10;
const LEAD_WIDTH = "  ✔ ".length + LABEL_WIDTH + " ".length;

function line(screen: Screen, label: string, text: string, lead = " "): string {
  const long = `  ${lead} ${pad(screen, LABEL_WIDTH, label)} ${text}`;
  return clip(
    screen,
    screen.columns - 1,
    screen.columns < NARROW ? `${lead} ${label} ${text}`.trimStart() : long,
  );
}

/** A text below a line: whole if the target has settled, otherwise in one line, so that the picture does not jump. */
function note({ outcome }: TargetProgress, screen: Screen, text: string): readonly string[] {
  return outcome ? wrapped(screen, text) : [clip(screen, screen.columns - 1, `    ${text}`)];
}

function heading(target: TargetProgress, screen: Screen, { emulated }: Plan, now: number): string {
  const { account, outcome } = target;
  const { columns, colors } = screen;
  const { tone, word } = phaseOf(target);
  const after = outcome && columns >= NARROW ? ` after ${span(took(target))}` : "";
  const state = paint(colors, tone)(word + after);
  // A long name must not push the state off the line.
  const name = colors.bold(clip(screen, Math.max(columns - 22, 18), target.name, "middle"));
  const mode = emulated && colors.yellow("emulated");
  const known = account && `account ${oneLine(account)}`;
  const text = columns < NARROW ? `${state} ${name}` : joined(screen, [name, state, mode, known]);
  return clip(screen, columns - 1, `${mark(screen, tone, outcome ? undefined : now)} ${text}`);
}

function resources(target: TargetProgress, screen: Screen, now: number): readonly string[] {
  const { outcome, account } = target;
  const reasons = outcome ? reasonsOf(outcome) : [];
  return RESOURCES.flatMap((resource) => {
    const seen = target.resources[resource];
    const label = LABELS[resource];
    if (seen === undefined) {
      // Only a response can tell: registrations of the current mode have no Timestream resource.
      const unseen = account === undefined ? "not known yet" : "not used";
      return outcome ? [] : [screen.colors.dim(line(screen, label, unseen, screen.unicode ? "·" : "-"))];
    }
    const tone = toneOf(seen.status);
    const unchanged = seen.first.status === seen.status && target.registrations === 0;
    const before = tone === "pending" ? outcome && "still " : unchanged && "already ";
    const after = tone === "pending" || unchanged ? "" : ` after ${span(seen.sinceMs)}`;
    const text = paint(screen.colors, tone)(`${before || ""}${wordOf(seen.status)}${after}`);
    const reason = outcome
      ? reasons.find((one) => one.resource === resource)?.text
      : seen.errorMessage && oneLine(seen.errorMessage);
    return [
      line(screen, label, text, mark(screen, tone, outcome ? undefined : now)),
      ...(reason ? note(target, screen, reason) : []),
    ];
  });
}

function registrations(target: TargetProgress, screen: Screen): readonly string[] {
  const { registrations: count, registeredMs = 0, former } = target;
  if (count === 0) return [];
  const called = count === 1 ? "called" : `called ${count} times, last`;
  return [
    line(screen, "register", `${called} after ${span(registeredMs)}`, mark(screen, "good")),
    ...(former === undefined
      ? []
      : note(target, screen, `The registration before had failed: ${oneLine(former)}`)),
  ];
}

const WIDEST_BAR = 36;

/** The age of the registration, the time of the wait, the next request, and the error of the latest one. */
function upcoming(
  target: TargetProgress,
  screen: Screen,
  { expectedMs, maxWaitMs }: Plan,
  now: number,
): readonly string[] {
  const { startedAt, beganAt = startedAt ?? now, nextReadAt, failure } = target;
  if (startedAt === undefined) return [line(screen, "wait", "waits for its turn")];
  const lines: string[] = [];
  if (hasBegun(target)) {
    const age = now - beganAt;
    const text =
      age > expectedMs
        ? `${clock(age)}, usually ${clock(expectedMs)}`
        : `${clock(age)} of ${clock(expectedMs)}`;
    const room = screen.columns - 3 - text.length - (screen.columns < NARROW ? "age ".length : LEAD_WIDTH);
    const drawn = room < 4 ? "" : `${bar(screen, Math.min(WIDEST_BAR, room), age / expectedMs)}  `;
    lines.push(line(screen, "age", drawn + (age > expectedMs ? screen.colors.yellow(text) : text)));
  }
  const until = Number.isFinite(maxWaitMs) ? `, until ${timeOfDay(startedAt + maxWaitMs)}` : "";
  lines.push(line(screen, "wait", clock(now - startedAt) + until));
  const seconds = nextReadAt === undefined ? 0 : Math.ceil((nextReadAt - now) / 1000);
  const operation =
    failure?.operation === "RegisterAccount" || registers(target) ? "RegisterAccount" : "poll";
  const next = `${operation} ${seconds > 0 ? `in ${seconds} s` : "now"}`;
  lines.push(line(screen, "next", joined(screen, [next, counts(target)])));
  if (failure) {
    const what = `${failure.operation === "RegisterAccount" ? failure.operation : "poll"} ${failure.throttled ? "throttled" : "failed"}`;
    const text = screen.columns < NARROW ? `! ${failure.message}` : `  ! ${what}: ${failure.message}`;
    lines.push(screen.colors.yellow(clip(screen, screen.columns - 1, text)));
  }
  return lines;
}

/** Times by the wall clock, as in logs, and the reasons that belong to no resource above. */
function ending(target: TargetProgress, screen: Screen): readonly string[] {
  const { startedAt, settledAt, beganAt, outcome } = target;
  const reasons = (outcome ? reasonsOf(outcome) : []).filter(
    ({ resource }) => resource === undefined || target.resources[resource] === undefined,
  );
  const lines: string[] = [];
  if (startedAt !== undefined && settledAt !== undefined) {
    const times = `${timeOfDay(startedAt)} to ${timeOfDay(settledAt)}`;
    lines.push(line(screen, "time", joined(screen, [times, counts(target)])));
    if (beganAt !== undefined && beganAt < startedAt - 1000)
      lines.push(line(screen, "age", `${clock(settledAt - beganAt)}, started ${timeOfDay(beganAt)}`));
  }
  return lines
    .map(screen.colors.dim)
    .concat(
      reasons.flatMap(({ resource, text }) =>
        wrapped(screen, resource === undefined ? text : `${LABELS[resource]}: ${text}`),
      ),
    );
}

function counts({ calls, failed, throttled, registrations }: TargetProgress): string {
  return [
    counted(calls - registrations, "poll"),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(throttled > 0 ? [`${throttled} throttled`] : []),
  ].join(", ");
}
