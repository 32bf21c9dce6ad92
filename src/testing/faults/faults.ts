import type { Framing } from "../http/answer.js";
import { type ThrottleHint, throttleDefaults } from "../http/quota.js";

/**
 * One way in which a request goes wrong, once: another answers in the service's place, the connection breaks, or something
 * happens to the answer on its way.
 */
export type Fault =
  | AnswerFault
  | NoAnswerFault
  | CutBodyFault
  | ShortBodyFault
  | DripFault
  | SkewedClockFault
  | LostAnswerFault;

/**
 * An answer in place of the service's own. The operation does not run: an account is not registered by a RegisterAccount
 * that was throttled.
 */
export type AnswerFault = ThrottledFault | InternalErrorFault | RedirectFault | PlainFault;

/** A ThrottlingException (429), whatever the quota. */
export interface ThrottledFault {
  readonly kind: "throttled";
  /** Where it says when to come back. @default "none" */
  readonly hint?: ThrottleHint | undefined;
  /** Seconds that the hint asks for; 0 or more. @default 1 */
  readonly retryAfter?: number | undefined;
}

/** An InternalServerException (500). */
export interface InternalErrorFault {
  readonly kind: "internalError";
  /** The body's `retryAfterSeconds`; 0 or more. @default 0, no hint */
  readonly retryAfter?: number | undefined;
}

/** A 302 without a body, as from a proxy that wants one to log in. */
export interface RedirectFault {
  readonly kind: "redirect";
  /** Where to: a URL or a path. @default "/login", which the emulator answers with 405 or 404, and records */
  readonly location?: string | undefined;
}

/**
 * The answers that have nothing to set:
 * - `unavailable`: 503 with a body of HTML, as from a load balancer;
 * - `accessDenied`: an AccessDeniedException (403);
 * - `expiredToken`: an ExpiredTokenException (400); the next request is let in again, with whatever credentials;
 * - `requestTimeout`: a RequestTimeout (400), AWS's word for a request that came too slowly;
 * - `proxyTimeout`: 408 with a body of HTML, and the connection is closed, as by a proxy for which it came too slowly;
 * - `captivePortal`: 200 with a page of HTML, as in a hotel's network before one has logged in;
 * - `malformedJson`: 200 with JSON that breaks off;
 * - `emptyBody`: 200 without a body;
 * - `emptyObject`: 200 with `{}`, which an SDK takes for an answer.
 */
export interface PlainFault {
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
 * No answer, and the operation does not run:
 * - `reset`: the connection is reset;
 * - `hang`: nothing comes, until the client leaves or the emulator is closed.
 */
export interface NoAnswerFault {
  readonly kind: "reset" | "hang";
}

/** What happens to an answer on its way to the client. */
interface OnTheWay {
  /**
   * The answer that it happens to: one in place of the service's own.
   * @default the service's own, whatever that says: the operation runs
   */
  readonly of?: AnswerFault | AnswerFault["kind"] | undefined;
}

/** The connection is reset in the middle of the answer's body. */
export interface CutBodyFault extends OnTheWay {
  readonly kind: "cutBody";
}

/**
 * The connection ends in the middle of the answer's body, and properly, as if that were all: so do load balancers that are
 * taken out of service. The answer says `connection: close`.
 */
export interface ShortBodyFault extends OnTheWay {
  readonly kind: "shortBody";
  /**
   * How the answer says where its body ends: by a `content-length`, in chunks of which the last is missing, or only by the
   * connection's end, so that nothing shows that there should have been more.
   * @default "length"
   */
  readonly framing?: Framing | undefined;
}

/** The answer's body comes byte by byte. A client that leaves ends it. */
export interface DripFault extends OnTheWay {
  readonly kind: "drip";
  /** Milliseconds before each byte, 0 to 60000; a body has some 300 bytes. @default 10 */
  readonly intervalMs?: number | undefined;
}

/**
 * The server's clock is off: the answer's `Date` header is, and where `credentials` are set, so is the time that
 * signatures are judged by, more than 5 minutes from which they are rejected. The account's times are not.
 */
export interface SkewedClockFault extends OnTheWay {
  readonly kind: "skewedClock";
  /** Seconds that the server's clock is ahead, or behind where negative; within 10^9. @default 900 */
  readonly skew?: number | undefined;
}

/**
 * The operation runs, and its answer is lost: an account may be registered by a RegisterAccount that failed for its caller.
 * `reset` and `hang` are the same before the operation.
 */
export interface LostAnswerFault {
  readonly kind: "lostAnswer";
  /** How: the connection is reset, or nothing comes until the client leaves. @default "reset" */
  readonly by?: NoAnswerFault["kind"] | undefined;
}

/** The name of a fault. */
export type FaultKind = Fault["kind"];

/** The kinds that answer in the service's place. */
export const answerKinds: readonly AnswerFault["kind"][] = [
  "throttled",
  "internalError",
  "unavailable",
  "accessDenied",
  "expiredToken",
  "requestTimeout",
  "proxyTimeout",
  "redirect",
  "captivePortal",
  "malformedJson",
  "emptyBody",
  "emptyObject",
];

/** The kind of every fault. */
export const faultKinds: readonly FaultKind[] = [
  ...answerKinds,
  "reset",
  "hang",
  "cutBody",
  "shortBody",
  "drip",
  "skewedClock",
  "lostAnswer",
];

/** A fault, or just its kind where every default will do. */
export type FaultLike = Fault | FaultKind;

/** Every default, once. */
export const faultDefaults: {
  readonly hint: ThrottleHint;
  readonly retryAfter: number;
  readonly location: string;
  readonly framing: Framing;
  readonly intervalMs: number;
  readonly skew: number;
  readonly by: NoAnswerFault["kind"];
  readonly seed: number;
} = Object.freeze({
  ...throttleDefaults,
  location: "/login",
  framing: "length",
  intervalMs: 10,
  skew: 900,
  by: "reset",
  seed: 1,
});
