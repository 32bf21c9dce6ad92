import { isOutdated, reachedAt, registrationState } from "../registration/registration-state.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { type Change, diff, observe } from "../registration/transition.js";
import { OLDEST_BEGIN_MS } from "../timing/cadence.js";
import { type Awaited, changed, type Instant, type Progress } from "./progress.js";

/** The meaning of a response. */
export interface Judgement {
  readonly progress: Progress;
  readonly changes: readonly Change[];
  /** Whether the response counts. If not, a newer registration may not be visible yet. */
  readonly believed: boolean;
  /** End of the grace period, in milliseconds since subscription: a poll is due then at the latest. */
  readonly graceEndsMs?: number;
}

/** Judges a response to a poll; `undefined` is "not found". */
export function judge(
  before: Progress,
  snapshot: RegistrationSnapshot | undefined,
  instant: Instant,
  { consistencyGraceMs }: { readonly consistencyGraceMs: number },
): Judgement {
  const { elapsedMs } = instant;
  const { awaited } = before;
  const { started, looksUntilMs } = snapshot === undefined ? before : withStart(before, snapshot);
  const answered = changed(before, {
    answered: true,
    last: undefined,
    current: snapshot,
    lastSnapshot: snapshot ?? before.lastSnapshot,
    started,
    looksUntilMs,
  });

  const older = snapshot !== undefined && isOlder(snapshot, before.lastSnapshot);
  if (snapshot !== undefined && (older || isFormer(snapshot, awaited))) {
    const outdatedSinceMs = awaited.outdatedSinceMs ?? elapsedMs;
    const graceEndsMs = outdatedSinceMs + consistencyGraceMs;
    const settling = elapsedMs < graceEndsMs;
    if (settling || awaited.unconfirmed !== undefined || isOutdated(snapshot, awaited.since)) {
      const former = changed(awaited, { begun: true, notFoundSinceMs: undefined, outdatedSinceMs });
      const lastSnapshot = older ? before.lastSnapshot : snapshot;
      const progress = changed(answered, { lastSnapshot, awaited: former });
      // The result of another registration causes no transition.
      return { progress, changes: [], believed: !settling, ...(settling && { graceEndsMs }) };
    }
  }

  const observed = observe(before.observed, snapshot);
  const changes = diff(before.observed, observed, snapshot);
  const changedMs = changes.some(({ from }) => from !== undefined) ? elapsedMs : awaited.changedMs;

  if (snapshot === undefined) {
    const notFoundSinceMs = awaited.notFoundSinceMs ?? elapsedMs;
    const graceEndsMs = notFoundSinceMs + (awaited.begun ? consistencyGraceMs : 0);
    const believed = elapsedMs >= graceEndsMs;
    const missing = changed(awaited, { changedMs, notFoundSinceMs });
    const progress = changed(answered, { observed, awaited: missing });
    return { progress, changes, believed, ...(!believed && { graceEndsMs }) };
  }

  const pending = registrationState(snapshot) === "pending";
  const beganMs = awaited.beganMs ?? (pending ? beginOf(awaited, snapshot, instant) : undefined);
  const progress = changed(answered, {
    observed,
    // After a conflict or a lost response, a registration that is not a former one is new.
    seenNew: before.seenNew || awaited.unconfirmed !== undefined,
    awaited: changed(awaited, {
      begun: true,
      unconfirmed: undefined,
      former: undefined,
      changedMs,
      beganMs,
      notFoundSinceMs: undefined,
      // A former result in a later response has a grace period of its own, because polls may still disagree.
      outdatedSinceMs: undefined,
    }),
  });
  return { progress, changes, believed: true };
}

/** Adds the start time of a registration to the known ones. If it is new, the polling before the next action starts again. */
export function withStart(
  { started, looksUntilMs }: Progress,
  { creationTime }: Pick<RegistrationSnapshot, "creationTime">,
): Pick<Progress, "started" | "looksUntilMs"> {
  const time = creationTime?.getTime();
  return time === undefined || started.includes(time)
    ? { started, looksUntilMs }
    : { started: [...started, time], looksUntilMs: undefined };
}

/**
 * Returns whether a response is the result of an earlier registration: it is older than `since`, or its status and its time are
 * those from before RegisterAccount.
 */
function isFormer(snapshot: RegistrationSnapshot, { since, former }: Awaited): boolean {
  const unchanged =
    former?.accountStatus === snapshot.accountStatus &&
    reachedAt(former)?.getTime() === reachedAt(snapshot)?.getTime() &&
    registrationState(snapshot) !== "pending";
  return unchanged || isOutdated(snapshot, since);
}

/**
 * Returns whether a response is older than an earlier one, because polls may be answered by hosts that do not yet agree: its
 * registration started earlier, or it shows the same registration as pending that had already ended. A final result is never
 * older than a pending one with the same start, because the clocks of two hosts differ by milliseconds.
 */
export function isOlder(snapshot: RegistrationSnapshot, last: RegistrationSnapshot | undefined): boolean {
  if (last === undefined) return false;
  // An unknown time becomes NaN, which is neither less than a time nor equal to one.
  const [start, lastStart] = [Number(snapshot.creationTime), Number(last.creationTime)];
  if (start < lastStart) return true;
  const reopened = registrationState(snapshot) === "pending" && registrationState(last) !== "pending";
  return reopened && start === lastStart && Number(reachedAt(snapshot)) < Number(reachedAt(last));
}

/**
 * Returns when a pending registration started, in milliseconds since subscription. A hint for the cadence only, because it
 * compares the service's clock with the local one: if the two clocks do not fit, the registration counts as started with the
 * wait.
 */
function beginOf(
  { waitingSinceMs }: Awaited,
  { creationTime, lastModificationTime }: RegistrationSnapshot,
  { elapsedMs, wallClockMs }: Instant,
): number {
  const ageMs = wallClockMs - Math.max(creationTime?.getTime() ?? 0, lastModificationTime?.getTime() ?? 0);
  return ageMs >= 0 && ageMs <= OLDEST_BEGIN_MS ? elapsedMs - ageMs : waitingSinceMs;
}
