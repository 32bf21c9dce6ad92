// A thrown value may come from the AWS SDK, Node, `fetch`, the user's own client or another realm, and need not be an Error.
// A member may be missing, of any type, or a getter that throws.

import { elementsOf, inOneSentence, member, textOf } from "../text/sentence.js";
import { type ErrorResponse, first, holdersOf, mayBeCut, responseOf } from "./response.js";

/** One error of a chain of causes, as plain data. */
export interface ErrorLink {
  readonly name: string | undefined;
  readonly message: string | undefined;
  /** The error code of Node, undici or Bun. The AWS SDK v2 puts the error's name there. */
  readonly code: string | undefined;
  /** Node's name of the system call that failed: `connect`, `read`, `getaddrinfo`. */
  readonly syscall: string | undefined;
  /** HTTP status of the response, if there was one. */
  readonly status: number | undefined;
  /** The `retryAfterSeconds` of the body, unchecked. */
  readonly retryAfterSeconds: unknown;
  /** The headers that may give a retry delay, by their lower-case names, unchecked. */
  readonly retryHeaders: Readonly<Record<"retry-after" | "x-amz-retry-after", unknown>>;
  /** Number of requests that the SDK has made, unchecked. */
  readonly attempts: unknown;
  /** Whether the SDK found the clock to be wrong and corrected it: the next request is signed with the right time. */
  readonly clockSkewCorrected: boolean;
  /** The SDK's classification of a transient error. */
  readonly retryable: "throttled" | "transient" | undefined;
  /** The service's name of the error, from the response that the error carries. */
  readonly type: string | undefined;
  readonly response: ErrorResponse;
  /** Whether the error is about a body that starts as JSON and ends too early. */
  readonly mayBeCut: boolean;
  readonly hasCause: boolean;
  /** Whether the error was thrown before the request: see {@link unsent}. */
  readonly unsent: boolean;
  /** The thrown object, unchanged. */
  readonly thrown: object;
}

// A registered symbol, because the client and the wait may come from two copies of the package.
const UNSENT = Symbol.for("fleetwise-registration.unsent");

/**
 * Marks an error that was thrown before the request, and returns it. A provider of credentials, of the region or of the endpoint may
 * throw another service's error, which has the names and statuses of AWS IoT FleetWise's.
 */
export function unsent(thrown: unknown): unknown {
  const mark = (error: object) => Object.defineProperty(error, UNSENT, { value: true });
  try {
    return mark(thrown as object);
  } catch {
    // The value is not an object, is frozen, or is a proxy that rejects the mark.
    return mark(new Error(inOneSentence(thrown), { cause: thrown }));
  }
}

const DEEPEST = 9;
const MOST_SUMMED_UP = 10;

/** Returns an error, the errors of an `AggregateError`, and the causes, outermost first. Bounded, because a cause may be circular. */
export function errorChain(thrown: unknown, depth = 0): readonly ErrorLink[] {
  if (typeof thrown !== "object" || thrown === null || depth > DEEPEST) return [];
  const summedUp = depth < DEEPEST ? elementsOf(member(thrown, "errors"), MOST_SUMMED_UP) : [];
  return [
    read(thrown),
    ...summedUp.flatMap((one) => errorChain(one, DEEPEST)),
    ...errorChain(causeOf(thrown), depth + 1),
  ];
}

/** Returns the cause of an error; `originalError` is the AWS SDK v2's name for it. */
function causeOf(thrown: unknown): unknown {
  return member(thrown, "cause") ?? member(thrown, "originalError");
}

/** Names of parse errors, in JavaScript and in got. */
const PARSE_ERRORS: readonly unknown[] = ["SyntaxError", "ParseError"];

function read(thrown: object): ErrorLink {
  const metadata = member(thrown, "$metadata");
  const response = responseOf(thrown);
  const { type, members, text, header } = response;
  const name = textOf(member(thrown, "name"));
  const message = textOf(member(thrown, "message"));
  const status = first(
    [
      member(metadata, "httpStatusCode"),
      ...holdersOf(thrown).flatMap((holder) => [member(holder, "statusCode"), member(holder, "status")]),
    ].map(statusOf),
  );
  return {
    name,
    message,
    code: textOf(member(thrown, "code")),
    syscall: textOf(member(thrown, "syscall")),
    status,
    retryAfterSeconds: member(thrown, "retryAfterSeconds") ?? member(members, "retryAfterSeconds"),
    retryHeaders: { "retry-after": header("retry-after"), "x-amz-retry-after": header("x-amz-retry-after") },
    attempts: member(metadata, "attempts"),
    clockSkewCorrected: member(metadata, "clockSkewCorrected") === true,
    retryable: retryableOf(member(thrown, "$retryable")),
    // An error of the user's own may have a `body` or a `code` with another meaning.
    type: status === undefined ? undefined : type,
    response,
    mayBeCut: PARSE_ERRORS.includes(name) && mayBeCut(text, message),
    hasCause: causeOf(thrown) !== undefined,
    unsent: member(thrown, UNSENT) === true,
    thrown,
  };
}

/** Returns a possible HTTP status only, because `status` and `statusCode` are common names. */
function statusOf(value: unknown): number | undefined {
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599
    ? (value as number)
    : undefined;
}

function retryableOf(mark: unknown): ErrorLink["retryable"] {
  if (typeof mark !== "object" || mark === null) return undefined;
  return member(mark, "throttling") === true ? "throttled" : "transient";
}
