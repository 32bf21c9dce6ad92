import type { ThrottleHint } from "../http/quota.js";
import type { BodyFraming } from "../http/response.js";

/**
 * A fault that applies to one request: the response is replaced, the connection breaks, or the response is altered in
 * transit.
 */
export type Fault =
  | AnswerFault
  | NoAnswerFault
  | CutBodyFault
  | ShortBodyFault
  | SlowBodyFault
  | SkewedClockFault
  | LostAnswerFault;

/**
 * A response that replaces the service's own. The operation does not run: a throttled RegisterAccount does not register
 * the account.
 */
export type AnswerFault = ThrottledFault | InternalErrorFault | RedirectFault | SimpleFault;

/** A ThrottlingException (429), whatever the quota. */
export interface ThrottledFault {
  readonly kind: "throttled";
  /** Location of the retry delay in the response. @default "none" */
  readonly hint?: ThrottleHint | undefined;
  /** Retry delay in seconds; at least 0. @default 1 */
  readonly retryAfter?: number | undefined;
}

/** An InternalServerException (500). */
export interface InternalErrorFault {
  readonly kind: "internalError";
  /** Retry delay in the body's `retryAfterSeconds`; at least 0. @default 0, which means none */
  readonly retryAfter?: number | undefined;
}

/** A 302 without a body, as from a proxy that requires a login. */
export interface RedirectFault {
  readonly kind: "redirect";
  /** Target of the redirect: a URL or a path. @default "/login", which the emulator answers with 405 or 404, and records */
  readonly location?: string | undefined;
}

/**
 * Responses without settings:
 * - `unavailable`: 503 with an HTML body, as from a load balancer;
 * - `accessDenied`: an AccessDeniedException (403);
 * - `expiredToken`: an ExpiredTokenException (400); the next request is accepted again, even with the same credentials;
 * - `requestTimeout`: a RequestTimeout (400), AWS's error for a request that arrives too slowly;
 * - `proxyTimeout`: 408 with an HTML body on a connection that is then closed, as from a proxy that stopped waiting;
 * - `captivePortal`: 200 with an HTML page, as in a hotel network before the login;
 * - `malformedJson`: 200 with truncated JSON;
 * - `emptyBody`: 200 without a body;
 * - `emptyObject`: 200 with `{}`, which an SDK accepts as a response.
 */
export interface SimpleFault {
  readonly kind:
    | "unavailable"
    | "accessDenied"
    | "expiredToken"
    | "requestTimeout"
    | "proxyTimeout"
    | "captivePortal"
    | "malformedJson"
    | "emptyBody"
    | "emptyObject";
}

/**
 * No response, and the operation does not run:
 * - `reset`: the connection is reset;
 * - `hang`: no response arrives until the client disconnects or the emulator is closed.
 */
export interface NoAnswerFault {
  readonly kind: "reset" | "hang";
}

/** A fault that alters a response on its way to the client. */
interface InTransit {
  /**
   * The response to alter: one that replaces the service's own.
   * @default the service's own response: the operation runs
   */
  readonly of?: AnswerFault | AnswerFault["kind"] | undefined;
}

/** The connection is reset in the middle of the response body. */
export interface CutBodyFault extends InTransit {
  readonly kind: "cutBody";
}

/**
 * The connection is closed normally in the middle of the response body, as by a load balancer that is taken out of
 * service. The response has the header `connection: close`.
 */
export interface ShortBodyFault extends InTransit {
  readonly kind: "shortBody";
  /**
   * How the response marks the end of its body: by `content-length`, by chunks of which the last is missing, or only by the
   * end of the connection, so that the client cannot detect that the body is incomplete.
   * @default "length"
   */
  readonly framing?: BodyFraming | undefined;
}

/** The response body arrives byte by byte. */
export interface SlowBodyFault extends InTransit {
  readonly kind: "drip";
  /** Milliseconds before each byte, 0 to 60000; a body has about 300 bytes. @default 10 */
  readonly intervalMs?: number | undefined;
}

/**
 * The server's clock is wrong. This affects the `Date` header and, if `credentials` are set, the time against which
 * signatures are checked: a signature more than 5 minutes off is rejected. The account's times are not affected.
 */
export interface SkewedClockFault extends InTransit {
  readonly kind: "skewedClock";
  /** Seconds by which the server's clock is ahead; negative if it is behind; within ±10^9. @default 900 */
  readonly skew?: number | undefined;
}

/**
 * The operation runs and its response is lost: a RegisterAccount that fails for its caller may still register the account.
 * With the faults `reset` and `hang`, in contrast, the operation does not run.
 */
export interface LostAnswerFault {
  readonly kind: "lostAnswer";
  /** How it is lost: the connection is reset, or no response arrives until the client disconnects. @default "reset" */
  readonly by?: NoAnswerFault["kind"] | undefined;
}

/** Name of a fault. */
export type FaultKind = Fault["kind"];

/** A fault, or only its kind to use the default settings. */
export type FaultInput = Fault | FaultKind;
