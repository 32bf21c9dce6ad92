import {
  describeRegistration,
  type ObservedStatus,
  type RegistrationResource,
  type RegistrationSnapshot,
} from "../../index.js";
import type { Outcome } from "../outcome.js";
import type { ViewEvent } from "./view.js";
import { type Tone, toneOf, toneOfState, wordOf, wordOfState } from "./wording.js";

interface ResourceProgress {
  readonly status: ObservedStatus;
  readonly errorMessage?: string | undefined;
  /** Milliseconds from the start of the wait to this status; `undefined` if the first response had it. */
  readonly changedMs: number | undefined;
}

/** Everything that a view knows of one target. Names that end in `At` are times by the program's clock. */
export interface TargetProgress {
  readonly name: string;
  /** `undefined` while the target waits for its turn. */
  readonly startedAt?: number | undefined;
  /** The latest response that showed a registration. */
  readonly snapshot?: RegistrationSnapshot | undefined;
  readonly resources: Readonly<Partial<Record<RegistrationResource, ResourceProgress>>>;
  /** Number of requests. */
  readonly calls: number;
  /** Number of requests that failed, without those that were throttled. */
  readonly failed: number;
  readonly throttled: number;
  readonly registrations: number;
  /** Milliseconds from the start of the wait to the latest response to RegisterAccount. */
  readonly registeredMs?: number | undefined;
  /** The failed registration before RegisterAccount. */
  readonly former?: string | undefined;
  /** Whether no poll follows: RegisterAccount is called, or the wait ends. */
  readonly idle: boolean;
  /** Why the latest request failed. */
  readonly failure?:
    | { readonly request: string; readonly throttled: boolean; readonly reason: string }
    | undefined;
  readonly nextPollAt?: number | undefined;
  /** Start of the registration itself, as far as it is known. */
  readonly beganAt?: number | undefined;
  /** Milliseconds from the start of the wait to the latest event. */
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
  // A final status came with the latest event, so that the times agree.
  const final = outcome.state === "registered" || outcome.state === "failed";
  const settledAt = final && before.startedAt !== undefined ? before.startedAt + before.latestMs : now;
  return { ...before, outcome, settledAt, nextPollAt: undefined, idle: false };
}

export function progressed(before: TargetProgress, event: ViewEvent): TargetProgress {
  const { attempt: calls, elapsedMs: latestMs } = event;
  const at = (before.startedAt ?? 0) + latestMs;
  const known = { ...before, calls, latestMs };
  switch (event.type) {
    case "poll":
      return {
        ...known,
        failure: undefined,
        snapshot: event.snapshot ?? before.snapshot,
        nextPollAt: event.nextDelayMs === undefined ? undefined : at + event.nextDelayMs,
        idle: event.nextDelayMs === undefined,
        beganAt: event.ageMs === undefined ? before.beganAt : at - event.ageMs,
      };
    case "retry": {
      const { operation, throttled, failure } = event;
      const registering = operation === "RegisterAccount";
      const reason = failure.reason.replace(/\.$/, "");
      return {
        ...known,
        failed: before.failed + (throttled ? 0 : 1),
        throttled: before.throttled + (throttled ? 1 : 0),
        failure: { request: registering ? operation : "poll", throttled, reason },
        nextPollAt: at + event.nextDelayMs,
        // A poll fails again if RegisterAccount's response was lost.
        idle: before.idle && registering,
      };
    }
    case "register": {
      const { snapshot, resources } = before;
      const failed = snapshot && toneOf(resources.account?.status ?? "") === "bad";
      return {
        ...known,
        failure: undefined,
        registrations: event.registration,
        registeredMs: latestMs,
        former: failed ? describeRegistration(snapshot) : undefined,
        nextPollAt: undefined,
        idle: false,
        beganAt: at,
      };
    }
    case "transition": {
      const { resource, to: status, errorMessage } = event;
      const already = before.resources[resource] === undefined && before.registrations === 0;
      const seen = { status, errorMessage, changedMs: already ? undefined : latestMs };
      return { ...known, resources: { ...before.resources, [resource]: seen } };
    }
  }
}

/** Returns the age of the registration; `undefined` if no registration is known. */
export function ageOf(target: TargetProgress, now: number): number | undefined {
  const { resources, registrations, settledAt = now, startedAt = now, beganAt = startedAt } = target;
  const { account } = resources;
  const exists = account === undefined ? registrations > 0 : toneOf(account.status) !== "absent";
  return exists ? settledAt - beganAt : undefined;
}

/** Returns whether RegisterAccount is called now, or is about to be. */
export function registers({ idle, resources: { account }, outcome }: TargetProgress): boolean {
  return idle && outcome === undefined && account !== undefined && toneOf(account.status) !== "pending";
}

/** Returns the activity or the final state of a target, in a word. */
export function phaseOf(target: TargetProgress): { readonly tone: Tone; readonly word: string } {
  const { outcome, startedAt, failure, resources } = target;
  if (outcome) return { tone: toneOfState(outcome.state), word: wordOfState(outcome.state) };
  if (startedAt === undefined) return { tone: "pending", word: "queued" };
  if (failure) return { tone: "troubled", word: failure.throttled ? "throttled" : "poll failed" };
  if (registers(target)) return { tone: "pending", word: "registering" };
  if (resources.account === undefined) return { tone: "pending", word: "polling" };
  return { tone: toneOf(resources.account.status), word: wordOf(resources.account.status) };
}

/** Returns the milliseconds from the start of the wait to its end. */
export function took({ startedAt, settledAt }: TargetProgress): number {
  return startedAt === undefined || settledAt === undefined ? 0 : settledAt - startedAt;
}
