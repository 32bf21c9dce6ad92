import {
  type ObservedStatus,
  type PollEvent,
  type RegistrationResource,
  type RegistrationSnapshot,
  registrationState,
} from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import { NO_REASON } from "../../text/sentence.js";
import type { Outcome } from "../outcome.js";
import type { ViewEvent } from "./view.js";
import { RESOURCES, type Tone, toneOf, toneOfState, wordOf, wordOfState } from "./wording.js";

interface ResourceProgress {
  readonly status: ObservedStatus;
  readonly errorMessage?: string | undefined;
  /** Milliseconds from the start of the wait to this status; `undefined` for a first status before any RegisterAccount. */
  readonly changedMs: number | undefined;
}

/** Everything that a view knows of one target. Names that end in `At` are times by the program's clock. */
export interface TargetProgress {
  readonly name: string;
  /** `undefined` while the target waits for its turn. */
  readonly startedAt?: number | undefined;
  readonly snapshot?: RegistrationSnapshot | undefined;
  readonly resources: Readonly<Partial<Record<RegistrationResource, ResourceProgress>>>;
  readonly calls: number;
  /** Number of failed requests, without throttled ones. */
  readonly failed: number;
  readonly throttled: number;
  readonly registrations: number;
  /** Milliseconds from the start of the wait to the latest accepted RegisterAccount. */
  readonly registeredMs?: number | undefined;
  /** Reason why the registration before the latest RegisterAccount had failed. */
  readonly former?: string | undefined;
  /** Whether RegisterAccount is called now, or is about to be. */
  readonly registering: boolean;
  readonly failure?:
    | { readonly request: string; readonly throttled: boolean; readonly reason: string }
    | undefined;
  readonly nextPollAt?: number | undefined;
  /** Start of the registration itself, if known. */
  readonly beganAt?: number | undefined;
  /** Milliseconds from the start of the wait to the latest event. */
  readonly latestMs: number;
  readonly outcome?: Outcome | undefined;
  readonly settledAt?: number | undefined;
}

export function queued(name: string): TargetProgress {
  const counts = { calls: 0, failed: 0, throttled: 0, registrations: 0 };
  return { name, resources: {}, ...counts, registering: false, latestMs: 0 };
}

export function settled(before: TargetProgress, outcome: Outcome, now: number): TargetProgress {
  // A final status came with the latest event, so the target settled at the time of that event.
  const final = outcome.state === "registered" || outcome.state === "failed";
  const settledAt = final && before.startedAt !== undefined ? before.startedAt + before.latestMs : now;
  return { ...before, outcome, settledAt, nextPollAt: undefined, registering: false };
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
        registering: isRegisterDue(event),
        beganAt: event.ageMs === undefined ? before.beganAt : at - event.ageMs,
      };
    case "retry": {
      const { operation, throttled, failure } = event;
      const isRegister = operation === "RegisterAccount";
      const reason = failure.reason.replace(/\.$/, "");
      return {
        ...known,
        failed: before.failed + (throttled ? 0 : 1),
        throttled: before.throttled + (throttled ? 1 : 0),
        failure: { request: isRegister ? operation : "poll", throttled, reason },
        nextPollAt: at + event.nextDelayMs,
        // A failed poll means that polling has resumed, because RegisterAccount lost its response or met a conflict.
        registering: before.registering && isRegister,
      };
    }
    case "register": {
      const { resources } = before;
      const failed = toneOf(resources.account?.status ?? "") === "bad";
      const reasons = RESOURCES.flatMap((one) => resources[one]?.errorMessage ?? []).join("; ");
      return {
        ...known,
        failure: undefined,
        registrations: event.registration,
        registeredMs: latestMs,
        former: failed ? oneLine(reasons) || NO_REASON : undefined,
        nextPollAt: undefined,
        registering: false,
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

/** Returns whether no poll follows: then `ensure` calls RegisterAccount next, or the wait ends. */
export function isRegisterDue({ snapshot, nextDelayMs }: PollEvent): boolean {
  return nextDelayMs === undefined && !(snapshot && registrationState(snapshot) === "pending");
}

/** Returns the age of the registration; `undefined` if no registration is known. */
export function ageOf(target: TargetProgress, now: number): number | undefined {
  const { resources, registrations, settledAt = now, startedAt = now, beganAt = startedAt } = target;
  const { account } = resources;
  const exists = account === undefined ? registrations > 0 : toneOf(account.status) !== "absent";
  return exists ? settledAt - beganAt : undefined;
}

/** Returns the activity or the final state of a target, in a word. */
export function phaseOf(target: TargetProgress): { readonly tone: Tone; readonly word: string } {
  const { outcome, startedAt, failure, registering, resources } = target;
  if (outcome) return { tone: toneOfState(outcome.state), word: wordOfState(outcome.state) };
  if (startedAt === undefined) return { tone: "pending", word: "queued" };
  if (registering) return { tone: failure ? "troubled" : "pending", word: "registering" };
  if (failure) return { tone: "troubled", word: failure.throttled ? "throttled" : "poll failed" };
  if (resources.account === undefined) return { tone: "pending", word: "polling" };
  return { tone: toneOf(resources.account.status), word: wordOf(resources.account.status) };
}

/** Returns the milliseconds from the start of the wait to its end. */
export function took({ startedAt, settledAt }: TargetProgress): number {
  return startedAt === undefined || settledAt === undefined ? 0 : settledAt - startedAt;
}
