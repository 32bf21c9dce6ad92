import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { type Change, diff, type Observed, observe } from "../registration/transition.js";
import { isOutdated, verdictOf } from "../registration/verdict.js";

/** What a wait has seen so far. */
export interface Progress {
  /** When this wait began, in milliseconds since subscription: later than 0 where others went before. */
  readonly waitingSinceMs: number;
  /** Whether a registration is known to have begun: if not, the first "not found" is believed. */
  readonly begun: boolean;
  /** Calls of the source. */
  readonly attempts: number;
  /** Whether the service has answered anything. */
  readonly answered: boolean;
  /** The state of each resource, as told. */
  readonly observed: Observed;
  /** The latest answer: `undefined` while not found. */
  readonly current: RegistrationSnapshot | undefined;
  /** The latest answer that told of a registration. */
  readonly lastSnapshot: RegistrationSnapshot | undefined;
  /** When the registration began, in milliseconds since subscription (negative: before); `undefined`: not known. */
  readonly beganMs: number | undefined;
  /** Since when the service finds nothing, and since when it shows an outdated verdict, in ms since subscription. */
  readonly notFoundSinceMs: number | undefined;
  readonly outdatedSinceMs: number | undefined;
  /** What the latest call failed with, where it failed. */
  readonly failure: Error | undefined;
}

export const START: Progress = Object.freeze({
  waitingSinceMs: 0,
  begun: true,
  attempts: 0,
  answered: false,
  observed: Object.freeze({}),
  current: undefined,
  lastSnapshot: undefined,
  beganMs: undefined,
  notFoundSinceMs: undefined,
  outdatedSinceMs: undefined,
  failure: undefined,
});

/** What an answer means: the progress with it, what changed, and whether the wait ends, goes on, or must look again. */
export interface Judgement {
  readonly progress: Progress;
  readonly changes: readonly Change[];
  readonly verdict: "pending" | "registered" | "failed" | "not-registered";
  /** When "not visible yet" ends, in milliseconds since subscription: a read is due then at the latest. */
  readonly graceEndsMs?: number;
}

/** What judging goes by. */
export interface JudgingOptions {
  readonly since: Date | undefined;
  readonly consistencyGraceMs: number;
}

/** When an answer came: by the monotonic clock since subscription, and by the wall clock. */
export interface Moment {
  readonly elapsedMs: number;
  readonly wallClockMs: number;
}

/** Judges an answer of the service; `undefined` is "not found". */
export function judge(
  before: Progress,
  snapshot: RegistrationSnapshot | undefined,
  moment: Moment,
  options: JudgingOptions,
): Judgement {
  const { elapsedMs } = moment;
  const answered = { ...before, answered: true, failure: undefined, current: snapshot };
  const told = (progress: Progress) => ({
    progress: { ...progress, observed: observe(before.observed, snapshot) },
    changes: diff(before.observed, snapshot),
  });

  if (snapshot === undefined) {
    const notFoundSinceMs = before.notFoundSinceMs ?? elapsedMs;
    const graceEndsMs = notFoundSinceMs + (before.begun ? options.consistencyGraceMs : 0);
    const verdict = elapsedMs < graceEndsMs ? "pending" : "not-registered";
    return { ...told({ ...answered, notFoundSinceMs }), verdict, graceEndsMs };
  }

  const found = { ...answered, begun: true, lastSnapshot: snapshot, notFoundSinceMs: undefined };
  if (isOutdated(snapshot, options.since)) {
    const outdatedSinceMs = before.outdatedSinceMs ?? elapsedMs;
    const graceEndsMs = outdatedSinceMs + options.consistencyGraceMs;
    // Another registration's verdict: told only when it is believed after all.
    if (elapsedMs < graceEndsMs)
      return { progress: { ...found, outdatedSinceMs }, changes: [], verdict: "pending", graceEndsMs };
  }
  const verdict = verdictOf(snapshot);
  const beganMs = before.beganMs ?? (verdict === "pending" ? beginOf(before, snapshot, moment) : undefined);
  return { ...told({ ...found, beganMs }), verdict };
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
  { elapsedMs, wallClockMs }: Moment,
): number {
  const ageMs = wallClockMs - Math.max(creationTime?.getTime() ?? 0, lastModificationTime?.getTime() ?? 0);
  return ageMs >= 0 && ageMs <= OLDEST_BEGIN_MS ? elapsedMs - ageMs : waitingSinceMs;
}
