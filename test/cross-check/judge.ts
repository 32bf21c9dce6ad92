// Compares what an entry point came to with what the model expects, and what it says with what is so.
import { countsOfMode, type Expectation } from "./differences.js";
import type { Played } from "./doors/door.js";
import type { Code } from "./model.js";
import type { Situation } from "./situation.js";

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
  for (const falsehood of falseOutcomes(situation, { row, service }))
    check("false outcome", "none", falsehood);
  return found;
}

/** What is said and is not so. */
export function falseSentences(
  { message, code, named }: Played["row"],
  service: Played["service"],
): readonly string[] {
  const { accepted, lost } = service.counts;
  const lastShown = service.exchanges.filter(({ shown }) => shown !== undefined).at(-1)?.shown;
  const pending =
    lastShown !== undefined &&
    lastShown !== "not found" &&
    (lastShown.state === "pending" || lastShown.state === "unknown");
  const acceptedUnseen = accepted > 0 && !pending;
  const sentences: string[] = [];
  if (/\b(goes|continues) on in the background|continues in the background/i.test(message)) {
    if (!pending && !acceptedUnseen)
      sentences.push(`"continues in the background", and nothing is pending: ${message}`);
  }
  if (/was not carried out/i.test(message) && accepted + lost > 0)
    sentences.push(`"was not carried out", after ${accepted} accepted and ${lost} lost: ${message}`);
  if (/call RegisterAccount\b.*\bfirst/i.test(message) && accepted + lost > 0)
    sentences.push(`"call RegisterAccount first", after it was called: ${message}`);
  if (named === false && code !== "registered")
    sentences.push("the reason does not start with the outcome's code");
  return sentences;
}

/** Outcomes that the truth does not bear out, whatever the model expects. */
export function falseOutcomes(
  { request }: Situation,
  { row: { code }, service }: Pick<Played, "row" | "service">,
): readonly string[] {
  const { latest, registrations } = service;
  const state = latest && service.stateOf(latest);
  const ours = registrations.filter(({ by }) => by === "caller");
  const falsehoods: string[] = [];
  if (code === "registered" && state !== "success")
    falsehoods.push(`reported as registered, while the latest registration is ${state ?? "missing"}`);
  if (code === "registered" && request.reregister === true && registrations.at(-1)?.by === "before") {
    const seenPending = service.exchanges.some(
      ({ shown }) => shown !== undefined && shown !== "not found" && shown.state === "pending",
    );
    if (!seenPending) falsehoods.push("reported as registered again, while nothing was registered again");
  }
  if (code === "REGISTRATION_FAILED" && state !== "failure")
    falsehoods.push(`reported as failed, while the latest registration is ${state ?? "missing"}`);
  if (code === "NOT_REGISTERED" && latest !== undefined && ours.length > 0)
    falsehoods.push("reported as not registered, while a registration of ours was carried out");
  if (ours.length > request.maxRegistrations)
    falsehoods.push(`${ours.length} registrations, while ${request.maxRegistrations} were allowed`);
  ours.forEach((one, index) => {
    const before = registrations[registrations.indexOf(one) - 1];
    const double =
      before !== undefined &&
      before.startedAtMs <= one.startedAtMs &&
      before.by !== "before" &&
      (before.endsAtMs > one.startedAtMs || before.ends === "success") &&
      before.visibleAtMs - before.startedAtMs <= 1000 * request.consistencyGrace;
    if (double)
      falsehoods.push(`registration no. ${index + 1} of ours while another was pending or had succeeded`);
  });
  return falsehoods;
}
