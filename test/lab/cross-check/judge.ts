// Compares the outcome of an entry point with the model, and its statements with the true state of the service.
import { countsOfMode, type Expectation } from "./differences.js";
import type { Played } from "./entry-points/entry-point.js";
import type { Code } from "./model.js";
import { isKnown, reasonOf, type Service } from "./service.js";
import { type Situation, type Table, tableName } from "./situation.js";

export interface Difference {
  readonly kind:
    | "code"
    | "requests"
    | "registrations"
    | "exit code"
    | "phase"
    | "operation"
    | "first action"
    | "wording"
    | "false outcome"
    | "crash";
  readonly expected: string;
  readonly found: string;
}

const EXIT_CODES: Readonly<Record<Code, number>> = {
  registered: 0,
  REGISTRATION_FAILED: 1,
  TIMESTREAM_AT_RISK: 6,
  RESOURCES_DIFFER: 6,
  NOT_REGISTERED: 5,
  RESULT_OUTDATED: 3,
  REGISTRATION_TIMEOUT: 3,
  REGISTER_NOT_ACCEPTED: 4,
  REGISTER_UNKNOWN: 4,
  SERVICE_CALL_FAILED: 4,
  STATUS_UNREADABLE: 4,
};

export function differencesOf(
  situation: Situation,
  { row, service }: Played,
  expected: Expectation,
): readonly Difference[] {
  const found: Difference[] = [];
  const check = (kind: Difference["kind"], wanted: unknown, got: unknown, same = wanted === got) => {
    if (!same) found.push({ kind, expected: String(wanted), found: String(got) });
  };
  if (row.first !== undefined) {
    check("first action", expected.first, row.first);
    check("requests", 0, row.requests);
    return found;
  }
  check("code", expected.code, row.code);
  const [least, most] = expected.requests;
  const range = least === most ? `${least}` : `${least} to ${most}`;
  check("requests", range, row.requests, row.requests >= least && row.requests <= most);
  if (row.registrations !== undefined)
    check("registrations", JSON.stringify(service.counts), JSON.stringify(countsOfMode(row.registrations)));
  if (row.exitCode !== undefined) check("exit code", EXIT_CODES[expected.code], row.exitCode);
  if (row.phase !== undefined && expected.phase !== undefined) check("phase", expected.phase, row.phase);
  if (row.operation !== undefined && expected.operation !== undefined)
    check("operation", expected.operation, row.operation);
  for (const sentence of falseSentences(row, service)) check("wording", "nothing false", sentence);
  for (const falsehood of [
    ...falseOutcomes(situation, { row, service }),
    ...wrongRegistrations(situation.request, service),
  ])
    check("false outcome", "none", falsehood);
  return found;
}

/** Returns the false statements of a message. */
export function falseSentences(
  { message, code, named }: Played["row"],
  service: Played["service"],
): readonly string[] {
  const { accepted, lost } = service.counts;
  const shown = service.exchanges.flatMap((one) => (one.shown === undefined ? [] : [one.shown]));
  const known = shown.flatMap((one) => (one === "not found" ? [] : [one.registration.no]));
  const current = shown.filter((one) => one === "not found" || one.registration.no === Math.max(...known));
  const last = current.at(-1);
  const pending = last !== undefined && last !== "not found" && last.state === "pending";
  const { latest } = service;
  const seen = shown.some((one) => one !== "not found" && one.registration === latest);
  const unseen = service.registerRequests.at(-1)?.mishap === "accepted" && latest?.by === "caller" && !seen;
  const sentences: string[] = [];
  if (/\b(goes|continues) on in the background|continues in the background/i.test(message)) {
    if (!pending && !unseen)
      sentences.push(`"continues in the background", but nothing is pending: ${message}`);
  }
  if (/was not carried out/i.test(message) && accepted + lost > 0)
    sentences.push(`"was not carried out", after ${accepted} accepted and ${lost} lost: ${message}`);
  if (/call RegisterAccount\b.*\bfirst/i.test(message) && accepted + lost > 0)
    sentences.push(`"call RegisterAccount first", after it was called: ${message}`);
  if (named === false && code !== "registered")
    sentences.push("the reason does not start with the outcome's code");
  return sentences;
}

/** Returns outcomes that contradict the true state of the service, whatever the model expects. Called right after the outcome. */
export function falseOutcomes(
  { request }: Situation,
  { row: { code, message }, service }: Pick<Played, "row" | "service">,
): readonly string[] {
  const { latest, counts } = service;
  const state = latest && service.stateOf(latest);
  const asked = service.registerRequests.length > 0;
  const falsehoods: string[] = [];
  if (code === "registered") {
    if (state !== "success")
      falsehoods.push(`reported as registered, but the latest registration is ${state ?? "missing"}`);
    const shownPending = service.exchanges.some(
      ({ shown }) => shown !== undefined && shown !== "not found" && shown.state !== "success",
    );
    if (request.reregister === true && latest?.by === "before" && !shownPending)
      falsehoods.push("reported as registered again, but nothing was registered again");
  }
  if (code === "REGISTRATION_FAILED") {
    if (state !== "failure")
      falsehoods.push(`reported as failed, but the latest registration is ${state ?? "missing"}`);
    else if (latest?.by === "before" && asked)
      falsehoods.push("a previous failure is reported as the new one's");
    else if (latest !== undefined && !message.includes(reasonOf(latest)))
      falsehoods.push(`the reason of the failure is missing: ${message}`);
  }
  if (code === "RESOURCES_DIFFER" && state !== "success")
    falsehoods.push(
      `reported as registered differently, but the latest registration is ${state ?? "missing"}`,
    );
  if (code === "NOT_REGISTERED" && counts.accepted + counts.lost > 0)
    falsehoods.push("reported as not registered, but RegisterAccount was accepted or lost");
  if (code === "REGISTER_UNKNOWN" && counts.lost === 0)
    falsehoods.push("reported as unknown, but no response was lost");
  if (code === "REGISTRATION_TIMEOUT" && !asked && latest === undefined)
    falsehoods.push("reported as timed out, but there is no registration and none was requested");
  return falsehoods;
}

/**
 * Returns registrations that should not have been requested. If the caller has several copies, each must know its own registrations,
 * and those that a poll would have shown at the moment when it sent RegisterAccount. Towards the maximum count its own, or, if
 * these are more, the caller's that it knows for certain: accepted by its own request, or shown by its polls. A registration may
 * replace another between two polls, and one shown may be that of its own lost request.
 *
 * @param omniscient - Whether a copy has to know the registrations of all others at once, which is impossible without a shared store.
 */
export function wrongRegistrations(
  request: Situation["request"],
  { registrations }: Service,
  omniscient = false,
): readonly string[] {
  const falsehoods: string[] = [];
  for (const one of registrations.filter(({ by }) => by === "caller")) {
    const earlier = registrations.slice(0, registrations.indexOf(one));
    const caller = earlier.filter(({ by }) => by === "caller");
    const own = caller.filter(({ copy }) => omniscient || copy === one.copy);
    const certain = caller.filter(
      (other) => (own.includes(other) && other.confirmed) || one.shown.includes(other),
    );
    const count = 1 + Math.max(own.length, certain.length);
    if (count > request.maxRegistrations)
      falsehoods.push(`${count} registrations, but ${request.maxRegistrations} are allowed`);
    const before = earlier
      .filter((other) => omniscient || isKnown(other, one.copy, one.startedAtMs, one.shown))
      .at(-1);
    if (before === undefined) continue;
    const { startedAtMs, visibleAtMs, endsAtMs, ends, timestream } = before;
    // A registration that polls do not return within the grace period cannot be known.
    if (visibleAtMs - startedAtMs > 1000 * request.consistencyGrace) continue;
    const isPending = endsAtMs > one.startedAtMs || ends === "pending" || ends === "unknown";
    if (isPending) falsehoods.push("registered twice: the previous registration was pending");
    else if (
      ends === "success" &&
      (before.by === "caller" || (before.by !== "before" && !differs(request, timestream)))
    )
      falsehoods.push("registered twice: the previous registration had succeeded");
    const keeps = request.registration !== undefined || one.asked !== undefined;
    if (timestream !== undefined && !keeps && one.shown.includes(before))
      falsehoods.push("Timestream metadata is lost");
  }
  return falsehoods;
}

/** Returns whether a registration of someone else lacks the requested table, so that another registration is allowed. */
const differs = ({ registration }: Situation["request"], has: Table | undefined): boolean =>
  registration?.timestreamResources !== undefined &&
  (has === undefined || tableName(has) !== tableName(registration.timestreamResources as Table));
