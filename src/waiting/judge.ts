import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { type Change, diff, observe } from "../registration/transition.js";
import { isOutdated, verdictOf } from "../registration/verdict.js";
import type { Instant, Progress } from "./progress.js";

/** What an answer means: the progress with it, what changed, and whether the wait ends, goes on, or must look again. */
export interface Judgement {
  readonly progress: Progress;
  readonly changes: readonly Change[];
  readonly verdict: "pending" | "registered" | "failed" | "not-registered";
  /** When "not visible yet" ends, in milliseconds since subscription: a read is due then at the latest. */
  readonly graceEndsMs?: number;
}

/** What any answer says of the calls. */
const ANSWERED = { answered: true, failure: undefined } as const;

/** Judges an answer of the service; `undefined` is "not found". */
export function judge(
  before: Progress,
  snapshot: RegistrationSnapshot | undefined,
  instant: Instant,
  { consistencyGraceMs }: { readonly consistencyGraceMs: number },
): Judgement {
  const { elapsedMs } = instant;
  const changes = diff(before.observed, snapshot);
  const observed = changes.length === 0 ? before.observed : observe(before.observed, snapshot);
  const changedMs = changes.some(({ from }) => from !== undefined) ? elapsedMs : before.changedMs;

  if (snapshot === undefined) {
    const notFoundSinceMs = before.notFoundSinceMs ?? elapsedMs;
    const graceEndsMs = notFoundSinceMs + (before.begun ? consistencyGraceMs : 0);
    const verdict = elapsedMs < graceEndsMs ? "pending" : "not-registered";
    const progress = { ...before, ...ANSWERED, current: undefined, observed, changedMs, notFoundSinceMs };
    return { progress, changes, verdict, graceEndsMs };
  }

  const found = { current: snapshot, lastSnapshot: snapshot, begun: true, notFoundSinceMs: undefined };
  if (isOutdated(snapshot, before.since)) {
    const outdatedSinceMs = before.outdatedSinceMs ?? elapsedMs;
    const graceEndsMs = outdatedSinceMs + consistencyGraceMs;
    // Another registration's verdict: told only when it is believed after all.
    if (elapsedMs < graceEndsMs) {
      const progress = { ...before, ...ANSWERED, ...found, outdatedSinceMs };
      return { progress, changes: [], verdict: "pending", graceEndsMs };
    }
  }
  const verdict = verdictOf(snapshot);
  const beganMs = before.beganMs ?? (verdict === "pending" ? beginOf(before, snapshot, instant) : undefined);
  // An older verdict that comes up after this has a grace of its own: reads may still disagree.
  const progress = {
    ...before,
    ...ANSWERED,
    ...found,
    observed,
    changedMs,
    beganMs,
    outdatedSinceMs: undefined,
  };
  return { progress, changes, verdict };
}

/** The longest that the service's times are trusted to lie behind the local clock. */
const OLDEST_BEGIN_MS = 15 * 60_000;

/**
 * When a pending registration began, in milliseconds since subscription. A hint for the cadence only, because it compares
 * the service's clock with the local one: where the two do not fit, it began with the wait.
 */
function beginOf(
  { waitingSinceMs }: Progress,
  { creationTime, lastModificationTime }: RegistrationSnapshot,
  { elapsedMs, wallClockMs }: Instant,
): number {
  const ageMs = wallClockMs - Math.max(creationTime?.getTime() ?? 0, lastModificationTime?.getTime() ?? 0);
  return ageMs >= 0 && ageMs <= OLDEST_BEGIN_MS ? elapsedMs - ageMs : waitingSinceMs;
}
