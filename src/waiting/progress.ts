import type { LastFailure, RegistrationCounts, RegistrationErrorDetails } from "../errors.js";
import type { Failure, FinalFailure } from "../failures/failure.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Observed } from "../registration/transition.js";

/** State of a wait. Times are milliseconds since subscription. */
export interface Progress {
  /** Number of requests of both operations. */
  readonly attempts: number;
  /** Whether a poll has had a response: then an unreachable endpoint is a transient fault. */
  readonly answered: boolean;
  /** The state of each resource, as emitted. */
  readonly observed: Observed;
  /** The latest response: `undefined` while the service knows no registration. */
  readonly current: RegistrationSnapshot | undefined;
  /** The latest response that showed a registration. */
  readonly lastSnapshot: RegistrationSnapshot | undefined;
  /** The latest request, if it failed. */
  readonly last: LastFailure | undefined;
  /** State of a RegisterAccount request that is in flight or waits for its retry; otherwise `undefined`. */
  readonly registering: "in-flight" | "retrying" | undefined;
  /** RegisterAccount's latest failure, and the requests rejected in a row, while it waits for its retry. */
  readonly rejected: { readonly failure: FinalFailure; readonly requests: number } | undefined;
  readonly registrations: RegistrationCounts;
  /** Input of the latest RegisterAccount that may have been carried out. */
  readonly registeredWith: RegisterAccountInput | undefined;
  /** Whether a registration has been seen that started after the decision to register. */
  readonly seenNew: boolean;
  /** Start times of the registrations that were shown or accepted, by the service's clock. */
  readonly started: readonly number[];
  /** Time of a decided action. The wait polls before it acts, because someone else may act first. */
  readonly looksUntilMs: number | undefined;
  readonly awaited: Awaited;
}

/** The registration that is waited for. Starts again with each RegisterAccount. */
export interface Awaited {
  /** Earliest start time of this registration, by the service's clock: an older result belongs to another registration. */
  readonly since: Date | undefined;
  /** Whether this registration is known to have started. If not, the first "not found" is believed. */
  readonly begun: boolean;
  /** Why RegisterAccount may have started no registration: a lost response or a conflict, until a new registration is seen. */
  readonly unconfirmed: FinalFailure | undefined;
  /** The latest response from before RegisterAccount. */
  readonly former: RegistrationSnapshot | undefined;
  /** Start of the wait for this registration: greater than 0 if RegisterAccount was called. */
  readonly waitingSinceMs: number;
  /** Start time of this registration (negative: before subscription); `undefined` if unknown. */
  readonly beganMs: number | undefined;
  /** Time of the latest transition from a known state; `undefined` if there was none. */
  readonly changedMs: number | undefined;
  /** Since when the service has found no registration; `outdatedSinceMs` since when only a former result. */
  readonly notFoundSinceMs: number | undefined;
  readonly outdatedSinceMs: number | undefined;
}

/** Returns the state of a wait before its first response. */
export function startOf(since: Date | undefined, begun = true): Progress {
  return {
    attempts: 0,
    answered: false,
    observed: {},
    current: undefined,
    lastSnapshot: undefined,
    last: undefined,
    ...NOT_REGISTERING,
    registrations: NONE,
    registeredWith: undefined,
    seenNew: false,
    started: [],
    awaited: awaitedFrom(0, { since, begun }),
  };
}

/** Returns a copy with other values. V8 takes several times as long for `{ ...before, name: value }`. */
export function changed<T extends object>(before: T, values: Partial<T>): T {
  return { ...before, ...values };
}

/** The members of {@link Progress} while no RegisterAccount is decided. */
export const NOT_REGISTERING = {
  registering: undefined,
  rejected: undefined,
  looksUntilMs: undefined,
} as const;

const NONE: RegistrationCounts = Object.freeze({ accepted: 0, lost: 0, rejected: 0 });

/** Returns a registration to wait for from `waitingSinceMs` on, whose grace periods have not started. */
export function awaitedFrom(waitingSinceMs: number, known: Partial<Awaited>): Awaited {
  return {
    since: undefined,
    begun: true,
    unconfirmed: undefined,
    former: undefined,
    waitingSinceMs,
    beganMs: undefined,
    changedMs: undefined,
    notFoundSinceMs: undefined,
    outdatedSinceMs: undefined,
    ...known,
  };
}

/** Returns the counts after a failed RegisterAccount: one more lost request, or the requests of the failure as rejected ones. */
export function counted({ registrations }: Progress, failure: Failure, lost: boolean): RegistrationCounts {
  if (lost) return { ...registrations, lost: registrations.lost + 1 };
  return { ...registrations, rejected: registrations.rejected + failure.requests };
}

/** Returns the number of RegisterAccount requests that may have been carried out. */
export function registrationsMade({ registrations }: Progress): number {
  return registrations.accepted + registrations.lost;
}

/** A point in time, by the monotonic clock since subscription and by the wall clock. */
export interface Instant {
  readonly elapsedMs: number;
  readonly wallClockMs: number;
}

/** Returns the facts that an error carries. */
export function detailsOf(
  { attempts, lastSnapshot, registrations }: Progress,
  { elapsedMs }: Instant,
): RegistrationErrorDetails {
  return { attempts, lastSnapshot, elapsedMs, registrations };
}
