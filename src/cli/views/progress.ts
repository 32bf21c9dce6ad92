import type { EnsureEvent, ObservedStatus, RegistrationResource, RegistrationRetry } from "../../index.js";
import type { Outcome } from "../outcome.js";
import { failureOf, LABELS } from "../reason.js";
import { RESOURCES, type Tone, toneOf, toneOfState, wordOf, wordOfState } from "./wording.js";

/** What a wait tells, and the age of the registration by then, which the cadence goes by. */
export type ViewEvent = EnsureEvent & { readonly ageMs?: number | undefined };

/** A resource as it has been seen; times are milliseconds since its target's wait began. */
export interface ResourceProgress {
  readonly status: ObservedStatus;
  readonly errorMessage?: string | undefined;
  /** When it was first seen, and in which state. */
  readonly first: { readonly status: ObservedStatus; readonly atMs: number };
  /** When it came into the state that it is in. */
  readonly sinceMs: number;
}

/** What the latest call failed with. */
interface CallFailure {
  readonly operation: RegistrationRetry["operation"];
  readonly throttled: boolean;
  readonly message: string;
}

/** All that a view knows of one target; `At` is a time by the program's clock. */
export interface TargetProgress {
  readonly name: string;
  /** When its wait began; `undefined` while it waits for its turn. */
  readonly startedAt?: number | undefined;
  readonly account?: string | undefined;
  readonly resources: Readonly<Partial<Record<RegistrationResource, ResourceProgress>>>;
  /** Calls of the service, and how many of them failed otherwise than by throttling, and by it. */
  readonly calls: number;
  readonly failed: number;
  readonly throttled: number;
  /** How often RegisterAccount was answered, and milliseconds until the latest answer. */
  readonly registrations: number;
  readonly registeredMs?: number | undefined;
  /** Why the registration failed that was there before RegisterAccount was called. */
  readonly former?: string | undefined;
  /** Whether no read follows before something else has happened: RegisterAccount is called, or the wait ends. */
  readonly idle: boolean;
  readonly failure?: CallFailure | undefined;
  readonly nextReadAt?: number | undefined;
  /** When the registration itself began, as far as that is known. */
  readonly beganAt?: number | undefined;
  /** When the latest event was, in milliseconds since its wait began. */
  readonly latestMs: number;
  readonly outcome?: Outcome | undefined;
  readonly settledAt?: number | undefined;
}

export function queued(name: string): TargetProgress {
  const counts = { calls: 0, failed: 0, throttled: 0, registrations: 0 };
  return { name, resources: {}, ...counts, idle: false, latestMs: 0 };
}

export function started(before: TargetProgress, now: number): TargetProgress {
  return { ...before, startedAt: now };
}

export function settled(before: TargetProgress, outcome: Outcome, now: number): TargetProgress {
  // A verdict came when its answer came: then the times that are shown of it agree.
  const verdict = outcome.state === "registered" || outcome.state === "failed";
  const settledAt = verdict && before.startedAt !== undefined ? before.startedAt + before.latestMs : now;
  return { ...before, outcome, settledAt, nextReadAt: undefined, idle: false };
}

/** What is known after an event. */
export function progressed(before: TargetProgress, event: ViewEvent): TargetProgress {
  const { attempt: calls, elapsedMs: latestMs } = event;
  const at = (before.startedAt ?? 0) + latestMs;
  const known = { ...before, calls, latestMs };
  switch (event.type) {
    case "poll":
      return {
        ...known,
        failure: undefined,
        account: event.snapshot?.customerAccountId ?? before.account,
        nextReadAt: event.nextDelayMs === undefined ? undefined : at + event.nextDelayMs,
        idle: event.nextDelayMs === undefined,
        beganAt: event.ageMs === undefined ? before.beganAt : at - event.ageMs,
      };
    case "retry":
      return {
        ...known,
        failed: before.failed + (event.throttled ? 0 : 1),
        throttled: before.throttled + (event.throttled ? 1 : 0),
        failure: {
          operation: event.operation,
          throttled: event.throttled,
          message: failureOf(event.error),
        },
        nextReadAt: at + event.nextDelayMs,
        // A look after a RegisterAccount whose answer was lost.
        idle: before.idle && event.operation === "RegisterAccount",
      };
    case "register":
      return {
        ...known,
        failure: undefined,
        registrations: event.registration,
        registeredMs: latestMs,
        former: formerFailure(before),
        nextReadAt: undefined,
        idle: false,
        beganAt: at,
      };
    case "transition": {
      const { resource, to: status, errorMessage } = event;
      const first = before.resources[resource]?.first ?? { status, atMs: latestMs };
      const seen = { status, errorMessage, first, sinceMs: latestMs };
      return { ...known, resources: { ...before.resources, [resource]: seen } };
    }
  }
}

/** Whether there is a registration to be so and so old, as far as is known. */
export function hasBegun({ resources: { account }, registrations }: TargetProgress): boolean {
  return account === undefined ? registrations > 0 : toneOf(account.status) !== "absent";
}

/** Whether RegisterAccount is called now, or about to be. */
export function registers({ idle, resources, outcome }: TargetProgress): boolean {
  const { account } = resources;
  return idle && outcome === undefined && account !== undefined && toneOf(account.status) !== "pending";
}

/** What a target does now, or how it ended, in a word. */
export function phaseOf(target: TargetProgress): { readonly tone: Tone; readonly word: string } {
  const { outcome, startedAt, failure, resources } = target;
  if (outcome) return { tone: toneOfState(outcome.state), word: wordOfState(outcome.state) };
  if (startedAt === undefined) return { tone: "pending", word: "queued" };
  if (failure) return { tone: "troubled", word: failure.throttled ? "throttled" : "poll failed" };
  if (registers(target)) return { tone: "pending", word: "registering" };
  if (resources.account === undefined) return { tone: "pending", word: "polling" };
  return { tone: toneOf(resources.account.status), word: wordOf(resources.account.status) };
}

/** Milliseconds from the start of the wait to its end. */
export function took({ startedAt, settledAt }: TargetProgress): number {
  return startedAt === undefined || settledAt === undefined ? 0 : settledAt - startedAt;
}

function formerFailure({ resources }: TargetProgress): string | undefined {
  if (toneOf(resources.account?.status ?? "") !== "bad") return undefined;
  const reasons = RESOURCES.flatMap((resource) => {
    const seen = resources[resource];
    return seen?.errorMessage === undefined ? [] : [`${LABELS[resource]}: ${seen.errorMessage}`];
  });
  return reasons.join("; ") || "the service gave no reason";
}

/** What is known of all targets, kept by a view. */
export interface Tracker {
  /** What is known of a target now. */
  of(name: string): TargetProgress;
  all(): readonly TargetProgress[];
  /** @returns What is known after it. */
  change(name: string, how: (before: TargetProgress) => TargetProgress): TargetProgress;
}

export function tracker(names: readonly string[]): Tracker {
  const targets = new Map(names.map((name) => [name, queued(name)]));
  const of = (name: string) => targets.get(name) ?? queued(name);
  return {
    of,
    all: () => [...targets.values()],
    change(name, how) {
      const after = how(of(name));
      targets.set(name, after);
      return after;
    },
  };
}
