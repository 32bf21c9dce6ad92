// What somebody threw: an error of the AWS SDK, of Node, of `fetch`, of a person's own client, of another realm, or no error at
// all. It is read here once, and with care: a member may be missing, of any type, or a getter that throws.

import { member } from "../text/sentence.js";

/** What one error says of itself, as plain data. */
export interface Said {
  readonly name: string | undefined;
  readonly message: string | undefined;
  /** Node's, undici's or Bun's code; of the AWS SDK v2, the error's name. */
  readonly code: string | undefined;
  /** What was being done, where Node says so: `connect`, `read`, `getaddrinfo`. */
  readonly syscall: string | undefined;
  /** The status of the answer, where one came. */
  readonly status: number | undefined;
  /** The service's body asks to stay away for so long. */
  readonly retryAfterSeconds: unknown;
  /** The headers that ask for the same, by their lower-case names. */
  readonly retryHeaders: Readonly<Record<"retry-after" | "x-amz-retry-after", unknown>>;
  /** How many requests the SDK has made. */
  readonly attempts: number | undefined;
  /** The SDK has found the clock to be off, and corrected it: the next request is signed by the right one. */
  readonly clockSkewCorrected: boolean;
  /** The SDK's own mark of an error that passes, and of a throttle among those. */
  readonly retryable: "throttled" | "transient" | undefined;
  /** The answer began as JSON and broke off, and nothing shows that there was no more of it: neither a length nor chunks. */
  readonly mayBeCut: boolean;
  readonly hasCause: boolean;
  /** The error itself. */
  readonly thrown: object;
}

const DEEPEST = 9;
const MOST_SUMMED_UP = 10;

/** An error, what it sums up (`AggregateError`) and its causes, from the outside; bounded, as a cause may be its own. */
export function saidBy(thrown: unknown, depth = 0): readonly Said[] {
  if (typeof thrown !== "object" || thrown === null || depth > DEEPEST) return [];
  const summedUp = member(thrown, "errors");
  return [
    read(thrown),
    ...(depth < DEEPEST && Array.isArray(summedUp) ? summedUp.slice(0, MOST_SUMMED_UP) : []).flatMap((one) =>
      saidBy(one, DEEPEST),
    ),
    ...saidBy(causeOf(thrown), depth + 1),
  ];
}

/** What lies behind an error; `originalError` is the AWS SDK v2's name for it. */
function causeOf(thrown: unknown): unknown {
  return member(thrown, "cause") ?? member(thrown, "originalError");
}

function read(thrown: object): Said {
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

/** A header, whoever holds it: a plain object with names in any case, or anything with a `get`, such as `Headers`. */
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

/** `status` and `statusCode` are anybody's names: only what can be an HTTP status is one. */
function statusOf(value: unknown): number | undefined {
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599
    ? (value as number)
    : undefined;
}

function retryableOf(mark: unknown): Said["retryable"] {
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
