// The outcome that every entry point must have, derived only from the contract: an account that is polled every second, and a second
// implementation of the rules in docs/behavior.md and docs/errors.md. It imports only types from src.
import { type Registration, type Reply, Service, type State } from "./service.js";
import { type Situation, type Table, tableName } from "./situation.js";

export type Code =
  | "registered"
  | "REGISTRATION_FAILED"
  | "TIMESTREAM_AT_RISK"
  | "RESOURCES_DIFFER"
  | "NOT_REGISTERED"
  | "RESULT_OUTDATED"
  | "REGISTRATION_TIMEOUT"
  | "REGISTER_NOT_ACCEPTED"
  | "REGISTER_UNKNOWN"
  | "SERVICE_CALL_FAILED"
  | "STATUS_UNREADABLE";

/** Action after the first decisive response, which a dry run predicts. */
export type FirstAction = "register" | "wait" | "nothing" | "refuse" | "unreadable";

export interface Expected {
  readonly code: Code;
  /** Least and most RegisterAccount requests; they differ only if rejected requests are repeated for some time. */
  readonly requests: readonly [least: number, most: number];
  readonly first: FirstAction;
  /** Phase of a timeout. */
  readonly phase?: "pending" | "not-visible" | "unknown-status" | undefined;
  /** Operation of a failed request. */
  readonly operation?: "GetRegisterAccountStatus" | "RegisterAccount" | undefined;
}

/** Ways in which entry points may differ, each for a reason in `differences.ts`. */
export interface Traits {
  /** Seconds from the start during which "access denied" is transient. */
  readonly accessGrace: number;
  /** Whether a service that has never been reached is retried until the deadline. */
  readonly unreachableIsTransient: boolean;
  /** Whether a result newer than the request counts as the request's own. */
  readonly laterResultIsOwn: boolean;
  /** Whether the account is polled again after the deadline. */
  readonly pollsAfterDeadline: boolean;
}

export const LIBRARY_TRAITS: Traits = {
  accessGrace: 0,
  unreachableIsTransient: false,
  laterResultIsOwn: false,
  pollsAfterDeadline: false,
};

const START_MS = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const REQUEST_TIMEOUT = 30 * SECOND;

export function expectedOf(situation: Situation, traits: Traits = LIBRARY_TRAITS): Expected {
  const { request } = situation;
  const { mode, maxRegistrations, registration, reregister } = request;
  const graceMs = SECOND * request.consistencyGrace;
  const deadline = START_MS + SECOND * request.maxWaitTime;
  let now = START_MS;
  const service = new Service(situation, () => now);

  let since = request.sinceAgo === undefined ? undefined : START_MS - SECOND * request.sinceAgo;
  /** Outcome of our latest request while polls do not return its registration yet. */
  let unseen: "accepted" | "lost" | "conflict" | undefined;
  let lookedSince = now;
  let made = 0;
  let seenNew = false;
  let lastKnown: number | undefined;
  let latestSeen = -1;
  let believed: State | "not found" | undefined;
  let reached = false;
  let answered = false;
  let input: { timestreamResources?: Table | undefined } | undefined = registration;
  let first: FirstAction | undefined;

  const end = (code: Code, more: Pick<Expected, "phase" | "operation"> = {}): Expected => {
    const requests = service.registerRequests.length;
    const repeated =
      code === "REGISTER_NOT_ACCEPTED" ||
      (traits.accessGrace > 0 && more.operation === "RegisterAccount" && denies(situation));
    const byCode: FirstAction =
      code === "TIMESTREAM_AT_RISK"
        ? "refuse"
        : code === "RESULT_OUTDATED"
          ? "wait"
          : !answered && (code === "SERVICE_CALL_FAILED" || code === "STATUS_UNREADABLE")
            ? "unreadable"
            : "nothing";
    return {
      code,
      requests: repeated ? [2, Math.ceil(request.maxWaitTime / 6) + 8] : [requests, requests],
      first: first ?? byCode,
      ...more,
    };
  };

  const atDeadline = (): Expected => {
    if (unseen === "lost") {
      if (traits.pollsAfterDeadline) service.poll();
      const shown = service.exchanges.at(-1)?.shown;
      const pending = shown !== undefined && shown !== "not found" && shown.state === "pending";
      return pending ? end("REGISTRATION_TIMEOUT", { phase: "pending" }) : end("REGISTER_UNKNOWN");
    }
    if (unseen === "conflict") return end("SERVICE_CALL_FAILED", { operation: "RegisterAccount" });
    if (unseen === "accepted") return end("REGISTRATION_TIMEOUT", { phase: "not-visible" });
    if (!answered) return end("STATUS_UNREADABLE");
    if (believed === "pending") return end("REGISTRATION_TIMEOUT", { phase: "pending" });
    if (believed === "unknown") return end("REGISTRATION_TIMEOUT", { phase: "unknown-status" });
    if (believed === undefined) return end("RESULT_OUTDATED");
    return end("NOT_REGISTERED");
  };

  /**
   * Repeats RegisterAccount while it is throttled, refused, or denied within `accessGrace`. Returns the outcome if that ends the
   * wait.
   */
  const register = (current: Registration | undefined): Expected | undefined => {
    first ??= "register";
    const kept = reregister && current?.timestream ? { timestreamResources: current.timestream } : {};
    input ??= kept;
    for (;;) {
      if (now >= deadline) return end("REGISTER_NOT_ACCEPTED");
      const reply = service.register(input);
      const mishap = service.registerRequests.at(-1)?.mishap ?? "none";
      if (mishap === "throttled" || mishap === "connection refused") {
        now += 2 * SECOND;
        continue;
      }
      if (mishap === "denied" && now < START_MS + SECOND * traits.accessGrace) {
        now += 5 * SECOND;
        continue;
      }
      if (mishap === "denied" || mishap === "invalid")
        return end("SERVICE_CALL_FAILED", { operation: "RegisterAccount" });
      if (reply.type === "nothing") now = Math.min(now + REQUEST_TIMEOUT, deadline);
      const isConflict = mishap.startsWith("conflict");
      unseen = isConflict ? "conflict" : mishap === "accepted" ? "accepted" : "lost";
      if (!isConflict) made += 1;
      seenNew = false;
      lookedSince = now;
      const receiptTime = unseen === "accepted" ? timeOf(reply) : undefined;
      const later = [receiptTime, lastKnown === undefined ? undefined : lastKnown + 1].filter(
        (time) => time !== undefined,
      );
      since = later.length > 0 ? Math.max(...later) : undefined;
      return undefined;
    }
  };

  /** Handles a poll without anything new. Returns the outcome if that ends the wait. */
  const notVisible = (): Expected | undefined => {
    if (now < lookedSince + graceMs) return undefined;
    if (unseen === "conflict") return end("SERVICE_CALL_FAILED", { operation: "RegisterAccount" });
    if (unseen !== "lost") return undefined;
    return made < maxRegistrations ? register(undefined) : end("REGISTER_UNKNOWN");
  };

  const judge = (
    registrationSeen: Registration | undefined,
    state: State | undefined,
  ): Expected | undefined => {
    if (registrationSeen === undefined || state === undefined) {
      believed = "not found";
      if (unseen !== undefined) return notVisible();
      if (mode === "ensure") return register(undefined);
      return now >= lookedSince + graceMs ? end("NOT_REGISTERED") : undefined;
    }
    if (registrationSeen.no < latestSeen) return unseen === undefined ? undefined : notVisible();
    latestSeen = registrationSeen.no;
    const changedAt = state === "pending" ? registrationSeen.startedAtMs : registrationSeen.endsAtMs;
    const isFinal = state === "success" || state === "failure";
    const former =
      situation.times === "none in polls"
        ? isFinal && unseen !== undefined && now < lookedSince + graceMs
        : isFinal && since !== undefined && changedAt < since;
    if (former) {
      if (situation.times !== "none in polls") lastKnown ??= changedAt;
      if (unseen !== undefined) return notVisible();
      if (now < lookedSince + graceMs) return undefined;
      if (mode === "ensure" && reregister === true) return needed(registrationSeen, state);
      return end("RESULT_OUTDATED");
    }
    if (situation.times !== "none in polls") lastKnown = changedAt;
    believed = state;
    if (!isFinal) {
      first ??= "wait";
      if (unseen !== undefined) seenNew = true;
      unseen = undefined;
      return undefined;
    }
    const byOther = unseen === "conflict";
    unseen = undefined;
    if (byOther) seenNew = true;
    return needed(registrationSeen, state);
  };

  /** Decides what a final state requires. Returns the outcome if that ends the wait. */
  const needed = (seen: Registration, state: State): Expected | undefined => {
    if (state === "success") {
      const asked = registration?.timestreamResources;
      const differs =
        asked !== undefined &&
        (seen.timestream === undefined || tableName(asked as Table) !== tableName(seen.timestream));
      const isOwn = traits.laterResultIsOwn && seen.endsAtMs >= START_MS && !differs;
      const again =
        !isOwn && made === 0 && ((reregister === true && !seenNew) || (reregister !== undefined && differs));
      if (mode === "ensure" && again) return register(seen);
      return end(mode === "ensure" && differs ? "RESOURCES_DIFFER" : "registered");
    }
    if (mode === "wait" || made >= maxRegistrations) return end("REGISTRATION_FAILED");
    if (traits.laterResultIsOwn && made === 0 && seen.by !== "before") return end("REGISTRATION_FAILED");
    const keeps = input?.timestreamResources !== undefined || reregister !== undefined;
    const drops = registration !== undefined && registration.timestreamResources === undefined;
    if (seen.timestream !== undefined && !keeps && !drops) return end("TIMESTREAM_AT_RISK");
    const pause = made === 0 ? 0 : 5 * SECOND * 2 ** (made - 1);
    if (now + pause >= deadline) return end("REGISTRATION_FAILED");
    now += pause;
    return register(seen);
  };

  let unreachedSince: number | undefined;
  for (;;) {
    if (now >= deadline) return atDeadline();
    service.poll();
    const { mishap, shown } = service.exchanges.at(-1) ?? { mishap: "none" };
    if (mishap === "none") {
      answered = reached = true;
      const seen = shown === undefined || shown === "not found" ? undefined : shown;
      const ending = judge(seen?.registration, seen?.state);
      if (ending) return ending;
      now += SECOND;
      continue;
    }
    if (mishap === "malformed") return end("SERVICE_CALL_FAILED", { operation: "GetRegisterAccountStatus" });
    if (mishap === "denied") {
      if (now >= START_MS + SECOND * traits.accessGrace)
        return end("SERVICE_CALL_FAILED", { operation: "GetRegisterAccountStatus" });
      now += 5 * SECOND;
      continue;
    }
    if (mishap === "connection refused" && !reached && !traits.unreachableIsTransient) {
      unreachedSince ??= now;
      if (now >= unreachedSince + 10 * SECOND)
        return end("SERVICE_CALL_FAILED", { operation: "GetRegisterAccountStatus" });
    }
    if (mishap === "throttled" || mishap === "500") reached = true;
    now += mishap === "hanging" ? REQUEST_TIMEOUT : SECOND;
  }
}

const denies = ({ registers }: Situation): boolean => registers.includes("denied");

function timeOf(reply: Reply): number | undefined {
  if (reply.type !== "response") return undefined;
  const { lastModificationTime, creationTime } = reply.body;
  const seconds = lastModificationTime ?? creationTime;
  return typeof seconds === "number" ? seconds * SECOND : undefined;
}
