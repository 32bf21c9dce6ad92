import type { RegistrationEvidence } from "../errors.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Observed } from "../registration/transition.js";

/** What a wait has seen so far. Times are milliseconds since subscription. */
export interface Progress {
  /** Calls of the service. */
  readonly attempts: number;
  /** Whether the service has answered anything: then an endpoint that can't be reached is a passing fault. */
  readonly answered: boolean;
  /** The state of each resource, as told. */
  readonly observed: Observed;
  /** The latest answer: `undefined` while not found. */
  readonly current: RegistrationSnapshot | undefined;
  /** The latest answer that told of a registration. */
  readonly lastSnapshot: RegistrationSnapshot | undefined;
  /** What the latest call failed with, where it failed. */
  readonly failure: Error | undefined;

  /** When the registration that is waited for began, by the service's clock: an older verdict is another registration's. */
  readonly since: Date | undefined;
  /** Whether a registration is known to have begun: if not, the first "not found" is believed. */
  readonly begun: boolean;
  /** When the wait for it began: later than 0 where RegisterAccount has been called. */
  readonly waitingSinceMs: number;
  /** When it began (negative: before subscription); `undefined`: not known. */
  readonly beganMs: number | undefined;
  /** When a resource was last seen to change its state; `undefined`: none has changed. */
  readonly changedMs: number | undefined;
  /** Since when the service finds nothing; since when it shows an outdated verdict. */
  readonly notFoundSinceMs: number | undefined;
  readonly outdatedSinceMs: number | undefined;

  /** Whether RegisterAccount has been called, and has neither answered nor failed yet. */
  readonly registering: boolean;
  /** Calls of RegisterAccount that the service may have accepted. */
  readonly registrations: number;
  /** What it was called with. */
  readonly registeredWith: RegisterAccountInput | undefined;
  /** What the latest of them failed with, where its answer was lost: nobody knows whether it was accepted. */
  readonly lostCall: Error | undefined;
}

/** A wait that has seen nothing yet. */
export function startOf(since: Date | undefined): Progress {
  return {
    attempts: 0,
    answered: false,
    observed: {},
    current: undefined,
    lastSnapshot: undefined,
    failure: undefined,
    since,
    begun: true,
    waitingSinceMs: 0,
    beganMs: undefined,
    changedMs: undefined,
    notFoundSinceMs: undefined,
    outdatedSinceMs: undefined,
    registering: false,
    registrations: 0,
    registeredWith: undefined,
    lostCall: undefined,
  };
}

/** A moment: by the monotonic clock since subscription, and by the wall clock. */
export interface Instant {
  readonly elapsedMs: number;
  readonly wallClockMs: number;
}

/** What an error tells of a wait that ended with it. */
export function evidenceOf(
  { attempts, lastSnapshot }: Progress,
  { elapsedMs }: Instant,
): RegistrationEvidence {
  return { attempts, lastSnapshot, elapsedMs };
}
