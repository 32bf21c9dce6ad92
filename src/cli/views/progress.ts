import type { EnsureEvent, ObservedStatus, RegistrationResource, RetryEvent } from "../../index.js";
import type { Outcome } from "../outcome.js";
import { failureOf, LABELS } from "../reason.js";
import { RESOURCES, type Tone, toneOf, toneOfState, wordOf, wordOfState } from "./wording.js";

/** An event, and the age of the registration by then, which the cadence gets. */
export type ViewEvent = EnsureEvent & { readonly ageMs?: number | undefined };

/** A resource as it was last seen. */
interface ResourceProgress {
  readonly status: ObservedStatus;
  readonly errorMessage?: string | undefined;
  /** Milliseconds from the start of the wait to this status; `undefined` if it had it already. */
  readonly changedMs: number | undefined;
}

/** All that a view knows of one target; `At` is a time by the program's clock. */
export interface TargetProgress {
  readonly name: string;
  /** When its wait started; `undefined` while it waits for its turn. */
  readonly startedAt?: number | undefined;
  readonly account?: string | undefined;
  readonly resources: Readonly<Partial<Record<RegistrationResource, ResourceProgress>>>;
  /** Numbers of requests: all, those that failed otherwise than by throttling, and those that were throttled. */
  readonly calls: number;
  readonly failed: number;
  readonly throttled: number;
  /** Number of responses to RegisterAccount, and milliseconds until the latest. */
  readonly registrations: number;
  readonly registeredMs?: number | undefined;
  /** Why the registration before RegisterAccount had failed. */
  readonly former?: string | undefined;
  /** Whether no poll follows: RegisterAccount is called, or the wait ends. */
  readonly idle: boolean;
  /** Why the latest request failed. */
  readonly failure?: (Pick<RetryEvent, "operation" | "throttled"> & { readonly message: string }) | undefined;
  readonly nextPollAt?: number | undefined;
  /** When the registration itself started, as far as that is known. */
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

/** Returns what is known after an event. */
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
        nextPollAt: event.nextDelayMs === undefined ? undefined : at + event.nextDelayMs,
        idle: event.nextDelayMs === undefined,
        beganAt: event.ageMs === undefined ? before.beganAt : at - event.ageMs,
      };
    case "retry": {
      const { operation, throttled, error, nextDelayMs } = event;
      return {
        ...known,
        failed: before.failed + (throttled ? 0 : 1),
        throttled: before.throttled + (throttled ? 1 : 0),
        failure: { operation, throttled, message: failureOf(error) },
        nextPollAt: at + nextDelayMs,
        // A poll fails again if RegisterAccount's response was lost.
        idle: before.idle && operation === "RegisterAccount",
      };
    }
    case "register":
      return {
        ...known,
        failure: undefined,
        registrations: event.registration,
        registeredMs: latestMs,
        former: formerFailure(before),
        nextPollAt: undefined,
        idle: false,
        beganAt: at,
      };
    case "transition": {
      const { resource, to: status, errorMessage } = event;
      const already = before.resources[resource] === undefined && before.registrations === 0;
      const seen = { status, errorMessage, changedMs: already ? undefined : latestMs };
      return { ...known, resources: { ...before.resources, [resource]: seen } };
    }
  }
}

/** Returns the age of the registration; `undefined` if there is none, as far as is known. */
export function ageOf(target: TargetProgress, now: number): number | undefined {
  const { resources, registrations, settledAt = now, startedAt = now, beganAt = startedAt } = target;
  const { account } = resources;
  const exists = account === undefined ? registrations > 0 : toneOf(account.status) !== "absent";
  return exists ? settledAt - beganAt : undefined;
}

/** Whether RegisterAccount is called now, or about to be. */
export function registers({ idle, resources: { account }, outcome }: TargetProgress): boolean {
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

/** Returns the milliseconds from the start of the wait to its end. */
export function took({ startedAt, settledAt }: TargetProgress): number {
  return startedAt === undefined || settledAt === undefined ? 0 : settledAt - startedAt;
}

function formerFailure({ resources }: TargetProgress): string | undefined {
  if (toneOf(resources.account?.status ?? "") !== "bad") return undefined;
  const reasons = RESOURCES.flatMap((resource) => {
    const message = resources[resource]?.errorMessage;
    return message === undefined ? [] : [`${LABELS[resource]}: ${message}`];
  });
  return reasons.join("; ") || "the service gave no reason";
}
