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

/** Judges an answer of the service; `undefined` is "not found". */
export function judge(
  before: Progress,
  snapshot: RegistrationSnapshot | undefined,
  instant: Instant,
  { consistencyGraceMs }: { readonly consistencyGraceMs: number },
): Judgement {
  const { elapsedMs } = instant;
  const observed = observe(before.observed, snapshot);
  const changes = diff(before.observed, snapshot);
  const changedMs = changes.some(({ from }) => from !== undefined) ? elapsedMs : before.changedMs;
  const answered = { ...before, answered: true, failure: undefined, current: snapshot };

  if (snapshot === undefined) {
    const notFoundSinceMs = before.notFoundSinceMs ?? elapsedMs;
    const graceEndsMs = notFoundSinceMs + (before.begun ? consistencyGraceMs : 0);
    const verdict = elapsedMs < graceEndsMs ? "pending" : "not-registered";
    return { progress: { ...answered, observed, changedMs, notFoundSinceMs }, changes, verdict, graceEndsMs };
  }

  const found = { ...answered, begun: true, lastSnapshot: snapshot, notFoundSinceMs: undefined };
  if (isOutdated(snapshot, before.since)) {
    const outdatedSinceMs = before.outdatedSinceMs ?? elapsedMs;
    const graceEndsMs = outdatedSinceMs + consistencyGraceMs;
    // Another registration's verdict: told only when it is believed after all.
    if (elapsedMs < graceEndsMs)
      return { progress: { ...found, outdatedSinceMs }, changes: [], verdict: "pending", graceEndsMs };
  }
  const verdict = verdictOf(snapshot);
  const beganMs = before.beganMs ?? (verdict === "pending" ? beginOf(before, snapshot, instant) : undefined);
  return { progress: { ...found, observed, changedMs, beganMs }, changes, verdict };
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
