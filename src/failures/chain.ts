// A thrown value may come from the AWS SDK, Node, `fetch`, the user's own client or another realm, and need not be an Error.
// Every member is read with care: it may be missing, of any type, or a getter that throws.

import { member } from "../text/sentence.js";

/** One error of a chain of causes, as plain data. */
export interface ErrorLink {
  readonly name: string | undefined;
  readonly message: string | undefined;
  /** Node's, undici's or Bun's code; of the AWS SDK v2, the error's name. */
  readonly code: string | undefined;
  /** Node's name of the system call that failed: `connect`, `read`, `getaddrinfo`. */
  readonly syscall: string | undefined;
  /** HTTP status of the response, if there was one. */
  readonly status: number | undefined;
  /** The body's hint of how long to wait, unchecked. */
  readonly retryAfterSeconds: unknown;
  /** The headers with the same hint, by their lower-case names, unchecked. */
  readonly retryHeaders: Readonly<Record<"retry-after" | "x-amz-retry-after", unknown>>;
  /** Number of requests that the SDK has made. */
  readonly attempts: number | undefined;
  /** Whether the SDK has found the clock to be wrong and corrected it: it signs the next request by the right time. */
  readonly clockSkewCorrected: boolean;
  /** The SDK's own mark of a transient error. */
  readonly retryable: "throttled" | "transient" | undefined;
  /** Whether the body starts as JSON, is incomplete, and has neither a length nor chunks that would show its end. */
  readonly mayBeCut: boolean;
  readonly hasCause: boolean;
  /** The thrown object, untouched. */
  readonly thrown: object;
}

const DEEPEST = 9;
const MOST_SUMMED_UP = 10;

/** Returns an error, the errors of an `AggregateError`, and the causes, outermost first. Bounded, because a cause may be circular. */
export function errorChain(thrown: unknown, depth = 0): readonly ErrorLink[] {
  if (typeof thrown !== "object" || thrown === null || depth > DEEPEST) return [];
  const summedUp = member(thrown, "errors");
  return [
    read(thrown),
    ...(depth < DEEPEST && Array.isArray(summedUp) ? summedUp.slice(0, MOST_SUMMED_UP) : []).flatMap((one) =>
      errorChain(one, DEEPEST),
    ),
    ...errorChain(causeOf(thrown), depth + 1),
  ];
}

/** Returns the cause of an error; `originalError` is the AWS SDK v2's name for it. */
function causeOf(thrown: unknown): unknown {
  return member(thrown, "cause") ?? member(thrown, "originalError");
}

function read(thrown: object): ErrorLink {
  const [metadata, $response, response] = ["$metadata", "$response", "response"].map((name) =>
    member(thrown, name),
  );
  const headers = [$response, response, thrown].map((holder) => member(holder, "headers"));
  const hint = (name: string) => first(headers.map((some) => header(some, name)));
  return {
    name: textOf(member(thrown, "name")),
    message: textOf(member(thrown, "message")),
    code: textOf(member(thrown, "code")),
    syscall: textOf(member(thrown, "syscall")),
    status: first([
      numberOf(member(metadata, "httpStatusCode")),
      ...[$response, response, thrown].flatMap((holder) => [
        statusOf(member(holder, "statusCode")),
        statusOf(member(holder, "status")),
      ]),
    ]),
    retryAfterSeconds: member(thrown, "retryAfterSeconds"),
    retryHeaders: { "retry-after": hint("retry-after"), "x-amz-retry-after": hint("x-amz-retry-after") },
    attempts: numberOf(member(metadata, "attempts")),
    clockSkewCorrected: member(metadata, "clockSkewCorrected") === true,
    retryable: retryableOf(member(thrown, "$retryable")),
    mayBeCut: mayBeCut(thrown, headers[0]),
    hasCause: causeOf(thrown) !== undefined,
    thrown,
  };
}

function mayBeCut(thrown: object, headers: unknown): boolean {
  return (
    textOf(member(thrown, "$responseBodyText"))?.startsWith("{") === true &&
    ["content-length", "transfer-encoding"].every((name) => header(headers, name) === undefined)
  );
}

/** Reads a header from a plain object with names in any letter case, or from anything with a `get`, such as `Headers`. */
function header(headers: unknown, name: string): unknown {
  try {
    const { get } = Object(headers) as { readonly get?: unknown };
    const value = typeof get === "function" ? get.call(headers, name) : undefined;
    if (value !== undefined && value !== null) return value;
    return Object.entries(Object(headers)).find(([one]) => one.toLowerCase() === name)?.[1];
  } catch {
    return undefined;
  }
}

/** `status` and `statusCode` are common names: only a possible HTTP status counts. */
function statusOf(value: unknown): number | undefined {
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599
    ? (value as number)
    : undefined;
}

function retryableOf(mark: unknown): ErrorLink["retryable"] {
  if (typeof mark !== "object" || mark === null) return undefined;
  return member(mark, "throttling") === true ? "throttled" : "transient";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}
