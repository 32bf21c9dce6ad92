import isNetworkError from "is-network-error";
import { retryAfterMs } from "../timing/backoff.js";

/** What a failed call of the source means for the wait. */
export type FailureKind =
  /** The request quota is used up. */
  | "throttled"
  /** The service answered that it could not, or did not answer in time. */
  | "transient"
  /** The request did not reach the service, or its answer did not arrive. */
  | "unreachable"
  /** The service answered that it knows no registration. */
  | "not-registered"
  /** Trying again does not mend it. */
  | "fatal";

/** The AWS SDK's list, `@smithy/core/retry`. */
const THROTTLING = new Set([
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionInProgressException",
]);

const TRANSIENT = new Set([
  "InternalFailure",
  "InternalServerError",
  "InternalServerException",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TimeoutError",
]);

const UNREACHABLE = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/** Names that end the search: what lies behind them in `cause` does not make them pass. */
const FATAL = new Set([
  "AbortError",
  "AccessDeniedException",
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "OptInRequired",
  "TokenProviderError",
  "UnrecognizedClientException",
  "ValidationException",
]);

/**
 * Says what a failed call means. By name, code and status, never by `instanceof`: the error may come from another copy
 * of the SDK, another realm or the user's own function. An error that says nothing itself is asked for its `cause`.
 */
export function classify(error: unknown): FailureKind {
  for (const link of chain(error)) {
    const kind = kindOf(link);
    if (kind !== undefined) return kind;
  }
  // Only now: `fetch failed` wraps a refused certificate, which is fatal, just as it wraps a refused connection.
  return [...chain(error)].some((link) => isNetworkError(link) && link.cause === undefined)
    ? "unreachable"
    : "fatal";
}

function kindOf(error: ErrorLike): FailureKind | undefined {
  const { name, code } = error;
  const status = statusOf(error);
  if (has(THROTTLING, name) || status === 429) return "throttled";
  if (name === "ResourceNotFoundException") return "not-registered";
  if (has(FATAL, name)) return "fatal";
  // Before the names: the SDK calls a reset connection a TimeoutError.
  if (has(UNREACHABLE, code)) return "unreachable";
  if (has(TRANSIENT, name) || (typeof status === "number" && status >= 500 && status <= 599))
    return "transient";
  // Not a 200: its body may have been cut off on the way, which only the cause tells.
  return typeof status === "number" && status >= 300 ? "fatal" : undefined;
}

/** Codes of a connection that never came about: the request was not sent. */
const NOT_SENT = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether a request that failed may have reached the service, and been carried out. */
export function wasSent(error: unknown): boolean {
  return ![...chain(error)].some(({ code }) => has(NOT_SENT, code));
}

/** Whether the service itself said so: what it has once answered, it can be reached at. */
export function isAnswer(error: unknown): boolean {
  const kind = classify(error);
  return (
    kind === "throttled" ||
    kind === "not-registered" ||
    (kind === "transient" && [...chain(error)].some(hasStatus))
  );
}

/** How long the service asks to stay away, in milliseconds; 0 where it does not say. */
export function retryAfterOf(error: unknown, wallClockMs: number): number {
  for (const link of chain(error)) {
    const ms = retryAfterMs(
      { retryAfterSeconds: link.retryAfterSeconds, headers: lowerCase(link.$response?.headers) },
      wallClockMs,
    );
    if (ms > 0) return ms;
  }
  return 0;
}

/** The SDK's handlers give header names in lower case; a user's own function may not. */
function lowerCase(headers: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** How many requests one call of the source made: the SDK tries again by itself, and says how often. */
export function requestsOf(error: unknown): number {
  const attempts = [...chain(error)]
    .map((link) => link.$metadata?.attempts)
    .find((n) => typeof n === "number");
  return attempts !== undefined && attempts >= 1 && attempts < Number.POSITIVE_INFINITY ? attempts : 1;
}

/** What errors of the SDK, of Node and of `fetch` may carry. */
interface ErrorLike extends Error {
  readonly code?: unknown;
  readonly errors?: unknown;
  readonly retryAfterSeconds?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly statusCode?: number; readonly headers?: Record<string, unknown> };
}

const DEEPEST = 9;

/** An error, what it sums up (`AggregateError`) and its causes, from the outside; bounded, as a cause may be its own. */
export function* chain(error: unknown, depth = 0): Generator<ErrorLike> {
  if (typeof error !== "object" || error === null || depth > DEEPEST) return;
  const link = error as ErrorLike;
  yield link;
  if (depth < DEEPEST && Array.isArray(link.errors)) {
    for (const summed of link.errors.slice(0, 10)) yield* chain(summed, DEEPEST);
  }
  yield* chain(link.cause, depth + 1);
}

function statusOf(error: ErrorLike): number | undefined {
  return error.$metadata?.httpStatusCode ?? error.$response?.statusCode;
}

function hasStatus(error: ErrorLike): boolean {
  return statusOf(error) !== undefined;
}

function has(names: ReadonlySet<string>, value: unknown): boolean {
  return typeof value === "string" && names.has(value);
}
