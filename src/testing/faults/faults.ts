import type { ThrottleHint } from "../http/throttling.js";

/**
 * One way in which a request goes wrong, once. Where the answer is replaced or missing, the operation has not run: an
 * account is not registered by a RegisterAccount that was throttled.
 */
export type Fault = ThrottledFault | InternalErrorFault | PlainFault | DripFault | SkewedClockFault;

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

/**
 * The faults that have nothing to set:
 * - `unavailable`: 503 with a body of HTML, as from a load balancer;
 * - `accessDenied`: an AccessDeniedException (403);
 * - `expiredToken`: an ExpiredTokenException (400); the next request is let in again, with whatever credentials;
 * - `malformedJson`: 200 with JSON that breaks off;
 * - `emptyBody`: 200 without a body;
 * - `emptyObject`: 200 with `{}`, which an SDK takes for an answer;
 * - `reset`: the connection is reset before an answer;
 * - `hang`: no answer, until the client leaves or the emulator is closed;
 * - `cutBody`: the operation runs, and the connection is reset in the middle of its answer's body.
 */
export interface PlainFault {
  readonly kind:
    | "unavailable"
    | "accessDenied"
    | "expiredToken"
    | "malformedJson"
    | "emptyBody"
    | "emptyObject"
    | "reset"
    | "hang"
    | "cutBody";
}

/** The operation runs, and its answer's body comes byte by byte. A client that leaves ends it. */
export interface DripFault {
  readonly kind: "drip";
  /** Milliseconds before each byte, 0 to 60000; a body has some 300 bytes. @default 10 */
  readonly intervalMs?: number | undefined;
}

/**
 * The server's clock is off: the answer's `Date` header is, and where `credentials` are set, so is the time that
 * signatures are judged by, more than 5 minutes from which they are rejected. The account's times are not.
 */
export interface SkewedClockFault {
  readonly kind: "skewedClock";
  /** Seconds that the server's clock is ahead, or behind where negative; within 10^9. @default 900 */
  readonly skew?: number | undefined;
}

export type FaultKind = Fault["kind"];

/** The kind of every fault. */
export const faultKinds: readonly FaultKind[] = [
  "throttled",
  "internalError",
  "unavailable",
  "accessDenied",
  "expiredToken",
  "malformedJson",
  "emptyBody",
  "emptyObject",
  "reset",
  "hang",
  "cutBody",
  "drip",
  "skewedClock",
];

/** A fault, or just its kind where every default will do. */
export type FaultLike = Fault | FaultKind;

/** Faults that come by chance, the same ones in the same order for the same seed. */
export interface RandomFaults {
  /** How likely a request is to go wrong, 0 to 1; at 1 every request does. */
  readonly probability: number;
  /** What a request that goes wrong meets, each as likely as the others; at least one. */
  readonly faults: readonly FaultLike[];
  /** Where the sequence of random numbers starts, an integer from 0 to 2^32 - 1. @default 1 */
  readonly seed?: number | undefined;
}

/** What the n-th request meets; `undefined` or "none" lets it pass, and so does the end of the list. */
export type FaultScript = readonly (FaultLike | "none" | undefined)[];

/**
 * Which requests go wrong, and how: by a script or by chance. Every request counts, whatever its operation.
 *
 * @example
 * ["throttled", undefined, { kind: "internalError", retryAfter: 3 }]
 * { probability: 0.2, faults: ["reset", "unavailable"], seed: 42 }
 * { probability: 1, faults: ["hang"] } // every request, for ever
 */
export type FaultPlan = FaultScript | RandomFaults;

/** Every default, once. */
export const faultDefaults: {
  readonly hint: ThrottleHint;
  readonly retryAfter: number;
  readonly intervalMs: number;
  readonly skew: number;
  readonly seed: number;
} = Object.freeze({ hint: "none", retryAfter: 1, intervalMs: 10, skew: 900, seed: 1 });
