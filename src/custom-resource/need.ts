import { RegistrationFailedError, type RegistrationSnapshot, verdictOf } from "../index.js";
import { differentResources } from "./reasons.js";
import type { RegistrationTask } from "./task.js";

/** What an account needs for a task: nothing, to be waited for, or to be registered. */
export type Need = "none" | "to-wait" | "to-register";

/** What has been done and seen for the task so far. */
export interface SoFar {
  /** Whether RegisterAccount was called, and answered. */
  readonly registered: boolean;
  /** Whether the registration was seen while it was pending: then it is a new one, whatever its times are. */
  readonly seenPending?: boolean;
}

/**
 * Says what the account needs, by what the service says of it: another copy of the request may have been here, and a handler
 * remembers nothing.
 *
 * @param snapshot - The service's answer, `undefined` where it knows no registration.
 * @throws Why the task can't be done.
 */
export function needOf(
  snapshot: RegistrationSnapshot | undefined,
  task: RegistrationTask,
  soFar: SoFar,
): Need {
  if (snapshot === undefined) return "to-register";
  switch (verdictOf(snapshot)) {
    case "pending":
      return "to-wait";
    case "failed":
      // What has begun since the request was made, a copy of it has begun: as often as it may, so this is the end.
      if (isSince(snapshot.creationTime, task))
        throw new RegistrationFailedError(snapshot, { lastSnapshot: snapshot, attempts: 1, elapsedMs: 0 });
      return "to-register";
    case "registered":
      return needOfRegistered(snapshot, task, soFar);
  }
}

function needOfRegistered(
  snapshot: RegistrationSnapshot,
  { again, registration, requestedAt }: RegistrationTask,
  { registered, seenPending }: SoFar,
): Need {
  const asked = registration?.timestreamResources;
  const has = snapshot.timestreamRegistrationResponse;
  const different =
    asked !== undefined &&
    (has?.timestreamDatabaseName !== asked.timestreamDatabaseName ||
      has?.timestreamTableName !== asked.timestreamTableName);
  if (different) {
    if (registered || again === "never") throw differentResources(snapshot, asked, registered);
    return "to-register";
  }
  const reachedAt = snapshot.lastModificationTime ?? snapshot.creationTime;
  const done = again !== "always" || registered || seenPending || isSince(reachedAt, { requestedAt });
  return done ? "none" : "to-register";
}

function isSince(time: Date | undefined, { requestedAt }: Pick<RegistrationTask, "requestedAt">): boolean {
  return time !== undefined && time >= requestedAt;
}
