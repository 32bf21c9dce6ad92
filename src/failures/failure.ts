import isNetworkError from "is-network-error";
import { oneLine } from "../text/one-line.js";
import { elementsOf, inOneSentence, member, NO_MESSAGE, wordsOf } from "../text/sentence.js";
import { retryAfterMs } from "../timing/backoff.js";
import type { AdviceTopic } from "./advice.js";
import { type ErrorLink, errorChain } from "./chain.js";
import { networkError } from "./network-errors.js";
import { clueOf, first } from "./response.js";
import { type FailureKind, serviceError } from "./service-errors.js";

/** A failed request, parsed. */
export interface Failure {
  readonly kind: FailureKind;
  /** Whether AWS IoT FleetWise itself responded, and so can be reached. A fatal failure counts only if it corrected the clock. */
  readonly answered: boolean;
  /** Whether the request may have been carried out. A request that the service rejected was not. */
  readonly sent: boolean;
  /**
   * Whether the SDK corrected its clock after this failure. It does so after every rejection while the machine's clock is wrong,
   * so only the first permits a retry.
   */
  readonly clockCorrected: boolean;
  /**
   * Whether the failure is transient if the service has responded before: the client then had the credentials that are missing
   * now.
   */
  readonly recovers: boolean;
  /** Number of requests that failed: an SDK client that the user's own function calls may retry by itself. */
  readonly requests: number;
  /** Delay that the service requires before a retry, in milliseconds; 0 if it requires none. */
  readonly retryAfterMs: number;
  /** HTTP status of the response, if there was one. */
  readonly status: number | undefined;
  /** Topic of the advice; `undefined` if the cause is unknown, because no advice is better than wrong advice. */
  readonly topic: AdviceTopic | undefined;
  /** One sentence: name, message, cause, status or code, and a clue to the sender of the response. */
  readonly reason: string;
  /** The thrown value, or an Error with the same message if it is not an Error. */
  readonly error: Error;
  /** The thrown value, unchanged. */
  readonly thrown: unknown;
}

/** The members of a failure by which a wait ends. */
export type FinalFailure = Pick<Failure, "kind" | "topic" | "reason" | "error" | "thrown"> &
  Partial<Pick<Failure, "answered">>;

/**
 * Parses a thrown value by names, codes and statuses, never by `instanceof`: it may come from another copy of the SDK, another
 * realm or the user's own function. An error without a meaning of its own has the meaning of its `cause`.
 *
 * @param wallClockMs - Only compared with a date in a `Retry-After` header.
 */
export function parseFailure(thrown: unknown, wallClockMs: number): Failure {
  const links = errorChain(thrown);
  const unsent = links.some((link) => link.unsent);
  const kind = kindOf(links, unsent);
  const topic = topicOf(links, kind);
  const clockCorrected = links.some((link) => link.clockSkewCorrected) && !links.some(isAborted);
  return {
    kind,
    answered:
      !unsent &&
      (kind === "throttled" ||
        kind === "not-registered" ||
        kind === "conflict" ||
        ((kind === "transient" || clockCorrected) && links.some(({ status }) => status !== undefined))),
    sent:
      !unsent &&
      kind !== "throttled" &&
      !links.some((link) => isRejection(link) || networkError(link)?.unsent || serviceError(link)?.unsent),
    clockCorrected,
    recovers: links.some((link) => serviceError(link)?.recovers),
    requests: unsent ? 1 : requestsOf(links),
    retryAfterMs:
      links
        .map(({ retryAfterSeconds, retryHeaders: headers }) =>
          retryAfterMs({ retryAfterSeconds, headers }, wallClockMs),
        )
        .find((ms) => ms > 0) ?? 0,
    status: first(links.map((link) => link.status)),
    // An error of another service that is transient is tried again.
    topic: !unsent || !TOPICS_SENT.includes(topic) ? topic : kind === "transient" ? "try-again" : undefined,
    reason: reasonOf(thrown, links),
    error: asError(thrown),
    thrown,
  };
}

/** The kinds that an error of another service has instead of those that are about AWS IoT FleetWise. */
const KINDS_UNSENT: Partial<Readonly<Record<FailureKind, FailureKind>>> = {
  throttled: "transient",
  "not-registered": "fatal",
  conflict: "fatal",
};

function kindOf(links: readonly ErrorLink[], unsent: boolean): FailureKind {
  // Only the outer error of a parse error has the headers.
  const framed = links.some(({ response }) => response.framed);
  for (const link of links) {
    const kind = kindOfLink(link, framed);
    if (kind !== undefined) return (unsent && KINDS_UNSENT[kind]) || kind;
  }
  // Checked last, because `fetch failed` may wrap a rejected certificate, which is fatal, as well as a rejected connection.
  return links.some(failedToFetch) ? "unreachable" : "fatal";
}

/** The transient 4xx statuses: 408 for a timeout or the end of an idle connection, 425 for a request in TLS early data. */
export const TRANSIENT_STATUS: readonly number[] = [408, 425];

/**
 * Statuses of an emulator without the service, or of a host that is not AWS: not implemented, wrong version of HTTP, wrong
 * configuration, extension missing, login to the network required. A retry would fail too, whatever the name of the error.
 */
export const PERMANENT_STATUS: readonly number[] = [501, 505, 506, 510, 511];

/** Names that do not classify an error with a status: they come from JavaScript or from a parser, not from the service. */
const NAMELESS: readonly (string | undefined)[] = [
  undefined,
  "Error",
  "SyntaxError",
  "TypeError",
  "ParseError",
];

/** Names that the AWS SDK and HTTP libraries give an error if the response has no name for it. */
const UNNAMED =
  /^(Unknown|\d{3}|Error|SyntaxError|AxiosError|HTTPError|ResponseError|ResponseStatusCodeError)$/;

function kindOfLink(link: ErrorLink, framed: boolean): FailureKind | undefined {
  const { name, status = 0 } = link;
  const named = serviceError(link)?.kind;
  if (status === 429) return "throttled";
  if (PERMANENT_STATUS.includes(status)) return "fatal";
  if (!isAborted(link) && link.retryable !== undefined) return link.retryable;
  // The SDK calls a reset connection a TimeoutError: the code is more specific than a name that means "transient".
  if (named !== undefined && named !== "transient") return named;
  if (status >= 500) return "transient";
  const broken = networkError(link)?.kind ?? named;
  if (broken !== undefined) return broken;
  if (TRANSIENT_STATUS.includes(status)) return "transient";
  if (link.mayBeCut && !framed) return "unreachable";
  // Not for a 200 or an unnamed error: the body may have been cut in transit, and only the cause shows that.
  return status >= 300 && !NAMELESS.includes(name) ? "fatal" : undefined;
}

/** The topics whose advice is about AWS IoT FleetWise. An error of another service counts as one without a topic. */
const TOPICS_SENT: readonly (AdviceTopic | undefined)[] = [
  undefined,
  "access-denied",
  "validation",
  "malformed-response",
  "not-the-service",
  "throttled",
  "quota",
  "service-fault",
  "conflict",
];

function topicOf(links: readonly ErrorLink[], kind: FailureKind): AdviceTopic | undefined {
  // A proxy's status is more specific than the parse error that its page caused.
  if (links.some(({ status }) => status === 407)) return "proxy-credentials";
  const known = first(links.map((link) => serviceError(link)?.topic ?? networkError(link)?.topic));
  if (kind === "throttled" || kind === "unreachable") return known ?? kind;
  if (kind === "transient") {
    const fault = links.some(({ status = 0 }) => status >= 500);
    return fault && (known === undefined || known === "not-the-service") ? "service-fault" : known;
  }
  return known ?? (links.some(isForeign) ? "not-the-service" : undefined);
}

function isAborted({ name }: ErrorLink): boolean {
  return name === "AbortError";
}

function failedToFetch({ thrown, hasCause }: ErrorLink): boolean {
  try {
    return !hasCause && isNetworkError(thrown);
  } catch {
    return false;
  }
}

function isRejection({ status = 0 }: ErrorLink): boolean {
  return status >= 400 && status < 500 && !TRANSIENT_STATUS.includes(status);
}

/** Returns whether a response cannot be from an AWS service: 1xx, 3xx, {@link PERMANENT_STATUS}, or an error without a name. */
function isForeign({ name = "Unknown", type, status = 0 }: ErrorLink): boolean {
  return (
    (status >= 100 && status < 200) ||
    (status >= 300 && status < 400) ||
    PERMANENT_STATUS.includes(status) ||
    (status >= 400 && type === undefined && UNNAMED.test(name))
  );
}

/** Returns the error in one sentence, with a part of the response that helps to identify its sender. */
function reasonOf(thrown: unknown, links: readonly ErrorLink[]): string {
  const words = first(links.map((one) => networkError(one)?.words));
  const own = withMembers(inOneSentence(thrown), links);
  const text = words === undefined ? own : `${words}: ${own}`;
  const link = links.find(({ status }) => status !== undefined);
  if (link === undefined) return text;
  const clue = clueOf(link.response, link.status);
  return text.includes(clue) ? text : `${text.replace(/\.$/, "")}, ${clue}.`;
}

/** Adds up to five members of RegisterAccount's input that a ValidationException rejects, with the service's words on each. */
function withMembers(text: string, links: readonly ErrorLink[]): string {
  const rejected = links
    .flatMap(({ thrown }) => elementsOf(member(thrown, "fieldList"), MOST_MEMBERS))
    .slice(0, MOST_MEMBERS)
    .map(wordsOf)
    .map(({ name, message }) => oneLine([name, message].filter(Boolean).join(": ")))
    .filter((words) => !text.includes(words));
  return rejected.length === 0 ? text : `${text.replace(/\.$/, "")} (${rejected.join("; ")}).`;
}

const MOST_MEMBERS = 5;

function requestsOf(links: readonly ErrorLink[]): number {
  const attempts = first(links.map((link) => link.attempts));
  return Number.isFinite(attempts) ? Math.max(1, attempts as number) : 1;
}

/** Returns an Error unchanged; for anything else, an Error with the same name and message. */
export function asError(thrown: unknown): Error {
  if (isError(thrown)) return thrown;
  const { name, message } = wordsOf(thrown);
  const error = new Error(message || NO_MESSAGE, { cause: thrown });
  return Object.assign(error, { name: name || "Error" });
}

/** Returns whether a value is an Error of any realm. A value that cannot be inspected is not. */
function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
  } catch {
    return false;
  }
}
