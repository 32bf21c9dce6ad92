// Outcomes of a request: a response of the service or a fault, and the required reaction by docs/behavior.md. Written from the
// documents, not from the code.
import fc from "fast-check";
import { answer, serviceError } from "../../support/answers.js";

/** Start of the registration that is waited for. Results are a second older or newer. */
export const SINCE: Date = new Date("2026-01-01T00:00:00Z");

/** Required reaction of a wait to a failed request. */
export type Means = "throttled" | "transient" | "unreachable" | "fatal";

/** A fault of a request. */
interface FaultKind {
  readonly means: Means;
  /** Whether the service responded. From then on, an unreachable endpoint is a transient error. */
  readonly answered?: true;
  /** Whether it is transient once the service has responded: missing credentials. */
  readonly recovers?: true;
  /** Creates the thrown error. */
  readonly thrown: () => unknown;
}

const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });
const network = (code: string, fields: object = {}) =>
  Object.assign(new Error(`${code} happened`), { code, ...fields });
const fetchFailed = (code: string) => new TypeError("fetch failed", { cause: network(code) });

export const FAULTS = {
  throttled: {
    means: "throttled",
    answered: true,
    thrown: () => serviceError("ThrottlingException", status(429)),
  },
  throttledByName: { means: "throttled", answered: true, thrown: () => serviceError("SlowDown") },
  throttledByStatus: {
    means: "throttled",
    answered: true,
    thrown: () => Object.assign(new SyntaxError("<"), status(429)),
  },
  internalError: {
    means: "transient",
    answered: true,
    thrown: () => serviceError("InternalServerException", status(500)),
  },
  unavailable: {
    means: "transient",
    answered: true,
    thrown: () => Object.assign(new SyntaxError("<"), status(503)),
  },
  gatewayTimeout: { means: "transient", answered: true, thrown: () => serviceError("Unknown", status(504)) },
  signatureExpired: {
    means: "transient",
    answered: true,
    thrown: () =>
      Object.assign(serviceError("InvalidSignatureException", status(403)), { message: "Signature expired" }),
  },
  refused: { means: "unreachable", thrown: () => network("ECONNREFUSED", { syscall: "connect" }) },
  reset: { means: "unreachable", thrown: () => network("ECONNRESET", { syscall: "read" }) },
  resetAsSdkTimeout: { means: "unreachable", thrown: () => network("ECONNRESET", { name: "TimeoutError" }) },
  brokenPipe: { means: "unreachable", thrown: () => network("EPIPE") },
  noSuchHost: { means: "unreachable", thrown: () => network("ENOTFOUND", { syscall: "getaddrinfo" }) },
  connectTimeout: { means: "unreachable", thrown: () => network("ETIMEDOUT", { syscall: "connect" }) },
  fetchFailed: { means: "unreachable", thrown: () => fetchFailed("UND_ERR_SOCKET") },
  accessDenied: { means: "fatal", thrown: () => serviceError("AccessDeniedException", status(403)) },
  validation: { means: "fatal", thrown: () => serviceError("ValidationException") },
  unknownKey: { means: "fatal", thrown: () => serviceError("UnrecognizedClientException", status(403)) },
  expiredToken: { means: "fatal", thrown: () => serviceError("ExpiredTokenException") },
  noCredentials: {
    means: "fatal",
    recovers: true,
    thrown: () => serviceError("CredentialsProviderError", status(0)),
  },
  badCertificate: { means: "fatal", thrown: () => fetchFailed("CERT_HAS_EXPIRED") },
  captivePortal: { means: "fatal", thrown: () => Object.assign(new SyntaxError("<html>"), status(200)) },
  plainError: { means: "fatal", thrown: () => new Error("something of the user's own") },
  typeError: { means: "fatal", thrown: () => new TypeError("x is not a function") },
  noError: { means: "fatal", thrown: () => "no error" },
} as const satisfies Readonly<Record<string, FaultKind>>;

/** Invalid responses. */
const MALFORMED = {
  emptyObject: {},
  nothing: undefined,
  noAccount: { accountStatus: "REGISTRATION_SUCCESS" },
  statusOfNoKind: { customerAccountId: "1", accountStatus: 3 },
  millisecondsForSeconds: {
    customerAccountId: "1",
    accountStatus: "REGISTRATION_SUCCESS",
    creationTime: 1.7e12,
  },
} as const satisfies Readonly<Record<string, unknown>>;

/** A retry delay in a response, and its place. */
export interface Hint {
  readonly where: "body" | "header" | "date" | "milliseconds";
  readonly seconds: number;
}

/** Outcome of one request. */
export type Reply = {
  /** Delay of the outcome; `undefined` for never. */
  readonly afterMs: number | undefined;
  /** Whether the source ignores its signal, and settles after an abort too. */
  readonly ignoresAbort: boolean;
} & (
  | { readonly kind: "answer"; readonly states: string; readonly old: boolean }
  | { readonly kind: "notFound" }
  | { readonly kind: "malformed"; readonly how: keyof typeof MALFORMED }
  | { readonly kind: "fault"; readonly fault: keyof typeof FAULTS; readonly hint: Hint | undefined }
);

/** The service's failure messages for IAM and Timestream. */
export const MESSAGES = { iamMessage: "no such role", timestreamMessage: "no such table" } as const;

/** Plays a reply: returns the response or throws. */
export function carryOut(reply: Reply): unknown {
  switch (reply.kind) {
    case "answer": {
      const { states, old } = reply;
      const at = new Date(SINCE.getTime() + (old ? -1000 : 1000));
      return answer(states, { at, ...(states.includes("F") && MESSAGES) });
    }
    case "notFound":
      throw serviceError("ResourceNotFoundException");
    case "malformed":
      return MALFORMED[reply.how];
    case "fault": {
      const thrown = FAULTS[reply.fault].thrown();
      throw reply.hint && typeof thrown === "object" ? Object.assign(thrown, hinted(reply.hint)) : thrown;
    }
  }
}

function hinted({ where, seconds }: Hint): object {
  const date = new Date(Date.now() + 1000 * seconds).toUTCString();
  switch (where) {
    case "body":
      return { retryAfterSeconds: seconds };
    case "header":
      return { $response: { headers: { "retry-after": String(seconds) } } };
    case "date":
      return { $response: { headers: { "Retry-After": date } } };
    case "milliseconds":
      return { $response: { headers: { "x-amz-retry-after": String(1000 * seconds) } } };
  }
}

/** Returns the delay of a retry hint: at most 300 s. A date has whole seconds. */
export function hintMs({ where, seconds }: Hint, wallClockMs: number): number {
  const end = wallClockMs + 1000 * seconds;
  return Math.min(300_000, where === "date" ? Math.floor(end / 1000) * 1000 - wallClockMs : 1000 * seconds);
}

const names = <T extends object>(table: T) => fc.constantFrom(...(Object.keys(table) as (keyof T)[]));

/** Mostly immediate, sometimes late or never. */
const delivery = {
  afterMs: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 8000 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  ignoresAbort: fc.boolean(),
};

/** Statuses such as `"PPS"`: account, IAM and Timestream; V is a status that AWS may add later. */
const states = fc
  .tuple(
    fc.constantFrom("P", "P", "P", "P", "V", "S", "F"),
    fc.constantFrom("-", "P", "S", "F"),
    fc.constantFrom("-", "-", "P", "S", "F"),
  )
  .map((letters) => letters.join(""));

const hint = fc.option(
  fc.record({
    where: fc.constantFrom("body", "header", "date", "milliseconds"),
    seconds: fc.constantFrom(0, 1, 3, 7, 30, 400),
  }),
  { nil: undefined, freq: 2 },
);

/** Faults that are not fatal are drawn more often: otherwise most scripts would end at their first fault. */
const transient = fc.constantFrom(
  ...(Object.keys(FAULTS) as (keyof typeof FAULTS)[]).filter((fault) => FAULTS[fault].means !== "fatal"),
);

export const replies: fc.Arbitrary<Reply> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant("answer" as const), states, old: fc.boolean(), ...delivery }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("notFound" as const), ...delivery }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("fault" as const), fault: transient, hint, ...delivery }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("fault" as const), fault: names(FAULTS), hint, ...delivery }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("malformed" as const), how: names(MALFORMED), ...delivery }),
  },
);
