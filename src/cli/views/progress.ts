import type { ObservedStatus, RegistrationResource } from "../../index.js";
import type { Outcome } from "../outcome.js";
import type { ViewEvent } from "./view.js";

/** A resource as it has been seen; times are milliseconds since its target's wait began. */
export interface ResourceProgress {
  readonly status: ObservedStatus;
  readonly errorMessage?: string | undefined;
  /** When it was first seen, and in which state. */
  readonly first: { readonly status: ObservedStatus; readonly atMs: number };
  /** When it came into the state that it is in. */
  readonly sinceMs: number;
}

/** All that a live view knows of one target. */
export interface TargetProgress {
  readonly name: string;
  /** When its wait began, by the view's clock; `undefined` while it waits for its turn. */
  readonly startedAt?: number | undefined;
  readonly account?: string | undefined;
  readonly resources: Readonly<Partial<Record<RegistrationResource, ResourceProgress>>>;
  readonly reads: number;
  readonly throttled: number;
  /** How often RegisterAccount was called. */
  readonly registrations: number;
  /** What the last read failed with, where it did. */
  readonly failure?: { readonly throttled: boolean; readonly message: string } | undefined;
  /** When the next read is due, by the view's clock. */
  readonly nextReadAt?: number | undefined;
  /** When the registration began, by the view's clock. */
  readonly beganAt?: number | undefined;
  readonly outcome?: Outcome | undefined;
  /** When it settled, by the view's clock. */
  readonly settledAt?: number | undefined;
}

export function queued(name: string): TargetProgress {
  return { name, resources: {}, reads: 0, throttled: 0, registrations: 0 };
}

export function started(before: TargetProgress, now: number): TargetProgress {
  return { ...before, startedAt: now, beganAt: now };
}

export function settled(before: TargetProgress, outcome: Outcome, now: number): TargetProgress {
  return { ...before, outcome, settledAt: now, nextReadAt: undefined };
}

/** What is known after an event. */
export function progressed(before: TargetProgress, event: ViewEvent): TargetProgress {
  const at = (before.startedAt ?? 0) + event.elapsedMs;
  const reads = event.attempt;
  switch (event.type) {
    case "poll":
      return {
        ...before,
        reads,
        failure: undefined,
        account: event.snapshot?.customerAccountId ?? before.account,
        nextReadAt: event.nextDelayMs === undefined ? undefined : at + event.nextDelayMs,
        beganAt: event.ageMs === undefined ? before.beganAt : at - event.ageMs,
      };
    case "retry":
      return {
        ...before,
        reads,
        throttled: before.throttled + (event.throttled ? 1 : 0),
        failure: { throttled: event.throttled, message: event.error.message || event.error.name },
        nextReadAt: at + event.nextDelayMs,
      };
    case "register":
      return {
        ...before,
        reads,
        failure: undefined,
        registrations: event.registration,
        nextReadAt: undefined,
        beganAt: at,
      };
    case "transition": {
      const { resource, to: status, errorMessage, elapsedMs } = event;
      const first = before.resources[resource]?.first ?? { status, atMs: elapsedMs };
      return {
        ...before,
        resources: { ...before.resources, [resource]: { status, errorMessage, first, sinceMs: elapsedMs } },
      };
    }
  }
}
