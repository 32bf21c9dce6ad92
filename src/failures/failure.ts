import isNetworkError from "is-network-error";
import { inOneSentence, wordsOf } from "../text/sentence.js";
import { retryAfterMs } from "../timing/backoff.js";
import type { AdviceTopic } from "./advice.js";
import { type ErrorLink, errorChain } from "./chain.js";
import { networkError } from "./network-errors.js";
import { clueOf } from "./response.js";
import { type FailureKind, serviceError } from "./service-errors.js";

/** A failed request, as everything that acts on it needs it. */
export interface Failure {
  readonly kind: FailureKind;
  /** Whether the service itself responded: it can be reached. */
  readonly answered: boolean;
  /** Whether the request may have been carried out. A request that the service rejected was not. */
  readonly sent: boolean;
  /** Whether the SDK has just corrected its clock. It says so with every rejection while the clock is wrong. */
  readonly clockCorrected: boolean;
  /** Whether it is transient if the service has responded before: credentials that were there until now. */
  readonly recovers: boolean;
  /** Number of requests behind it: an SDK client that is called by method retries by itself. */
  readonly requests: number;
  /** How long the service asks to wait, in milliseconds; 0 if it does not ask. */
  readonly retryAfterMs: number;
  /** HTTP status of the response, if there was one. */
  readonly status: number | undefined;
  /** The known cause to give advice on. None is better than a wrong one. */
  readonly topic: AdviceTopic | undefined;
  /** One sentence: name, message, status or code, and the cause if the error itself has no words. */
  readonly reason: string;
  /** The thrown value, or an Error with the same words if it is none. */
  readonly error: Error;
  /** The thrown value, untouched. */
  readonly thrown: unknown;
}

/**
 * Parses a thrown value by names, codes and statuses, never by `instanceof`: it may come from another copy of the SDK, another
 * realm or the user's own function. An error without a meaning of its own has the meaning of its `cause`.
 *
 * @param wallClockMs - Only compared with a date in a `Retry-After` header.
 */
export function parseFailure(thrown: unknown, wallClockMs: number): Failure {
  const links = errorChain(thrown);
  const kind = kindOf(links);
  const clockCorrected = links.some((link) => link.clockSkewCorrected) && !links.some(isAborted);
  return {
    kind,
    answered:
      kind === "throttled" ||
      kind === "not-registered" ||
      kind === "conflict" ||
      ((kind === "transient" || clockCorrected) && links.some(({ status }) => status !== undefined)),
    sent: !links.some(
      (link) => isRejection(link) || networkError(link)?.unsent || serviceError(link)?.unsent,
    ),
    clockCorrected,
    recovers: kind === "fatal" && links.some((link) => serviceError(link)?.recovers),
    requests: requestsOf(links),
    retryAfterMs:
      links
        .map(({ retryAfterSeconds, retryHeaders: headers }) =>
          retryAfterMs({ retryAfterSeconds, headers }, wallClockMs),
        )
        .find((ms) => ms > 0) ?? 0,
    status: links.map((link) => link.status).find((status) => status !== undefined),
    topic: topicOf(links, kind),
    reason: reasonOf(thrown, links),
    error: asError(thrown),
    thrown,
  };
}

function kindOf(links: readonly ErrorLink[]): FailureKind {
  // The cause of a parse error knows no headers.
  const framed = links.some(({ response }) => response.framed);
  for (const link of links) {
    const kind = kindOfLink(link, framed);
    if (kind !== undefined) return kind;
  }
  // Only now: `fetch failed` wraps a rejected certificate, which is fatal, just as it wraps a rejected connection.
  return links.some(failedToFetch) ? "unreachable" : "fatal";
}

/** Timeouts that a load balancer may report, or the server of a connection that was idle. */
const TRANSIENT_STATUS = [408, 425];

/**
 * Not implemented, wrong version of HTTP, wrong configuration, extension missing, login to the network required: an emulator without
 * the service, or a host that is not AWS. They stay, whatever the name of the error.
 */
const PERMANENT_STATUS = [501, 505, 506, 510, 511];

/** JavaScript's own names of an error with a status: whoever parsed the response got no further. */
const NAMELESS: readonly (string | undefined)[] = [
  undefined,
  "Error",
  "SyntaxError",
  "TypeError",
  "ParseError",
];

/** Names that the AWS SDK and HTTP libraries give an error for which the response has none. */
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
  if (status >= 500 && status <= 599) return "transient";
  const broken = networkError(link)?.kind ?? named;
  if (broken !== undefined) return broken;
  if (TRANSIENT_STATUS.includes(status)) return "transient";
  if (link.mayBeCut && !framed) return "unreachable";
  // Neither a 200 nor an error without a name: its body may have been cut on the way, which only the cause shows.
  return status >= 300 && !NAMELESS.includes(name) ? "fatal" : undefined;
}

function topicOf(links: readonly ErrorLink[], kind: FailureKind): AdviceTopic | undefined {
  // The status of a proxy is more specific than the name of the parser that could not read its page.
  if (links.some(({ status }) => status === 407)) return "proxy-credentials";
  const known = links
    .map((link) => serviceError(link)?.topic ?? networkError(link)?.topic)
    .find((topic) => topic !== undefined);
  if (kind === "throttled" || kind === "unreachable") return known ?? kind;
  if (kind === "transient") {
    const fault = links.some(({ status = 0 }) => status >= 500 && status <= 599);
    return known === "not-the-service" || known === undefined ? (fault ? "service-fault" : known) : known;
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

/** A response that no service of AWS gives: a redirect, a permanent fault, or an error without a name. */
function isForeign({ name = "Unknown", type, status = 0 }: ErrorLink): boolean {
  return (
    (status >= 300 && status < 400) ||
    PERMANENT_STATUS.includes(status) ||
    (status >= 400 && type === undefined && UNNAMED.test(name))
  );
}

/** Returns the error in one sentence, with words that show whose response it was. */
function reasonOf(thrown: unknown, links: readonly ErrorLink[]): string {
  const text = inOneSentence(thrown);
  const link = links.find(({ status }) => status !== undefined);
  if (link === undefined) return text;
  const clue = clueOf(link.response, link.status);
  return clue === "" || text.includes(clue) ? text : `${text.replace(/\.$/, "")}, ${clue}.`;
}

function requestsOf(links: readonly ErrorLink[]): number {
  const attempts = links.map((link) => link.attempts).find((n) => n !== undefined);
  return attempts !== undefined && attempts >= 1 && attempts < Number.POSITIVE_INFINITY ? attempts : 1;
}

/** Returns an Error untouched; for anything else, an Error with the same name and message. */
export function asError(thrown: unknown): Error {
  if (isError(thrown)) return thrown;
  const { name, message } = wordsOf(thrown);
  const error = new Error(message || "an error without a message", { cause: thrown });
  return Object.assign(error, { name: name || "Error" });
}

/** Of any realm. A value that cannot be inspected is not an Error. */
function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
  } catch {
    return false;
  }
}
