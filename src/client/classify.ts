import isNetworkError from "is-network-error";
import { retryAfterMs } from "../timing/backoff.js";
import { networkError } from "./network-errors.js";
import { type Said, saidBy } from "./said.js";
import { type FailureKind, serviceError } from "./service-errors.js";

/**
 * Says what a failed call means. By name, code and status, never by `instanceof`: the error may come from another copy
 * of the SDK, another realm or the user's own function. An error that says nothing itself is asked for its `cause`.
 *
 * @param clockMended - Whether the SDK had corrected its clock already: then that is not what was wrong.
 */
export function classify(thrown: unknown, clockMended = false): FailureKind {
  const links = saidBy(thrown);
  for (const link of links) {
    const kind = kindOf(link, clockMended);
    if (kind !== undefined) return kind;
  }
  // Only now: `fetch failed` wraps a refused certificate, which is fatal, just as it wraps a refused connection.
  return links.some(failedToFetch) ? "unreachable" : "fatal";
}

/** Timeouts that are no answer of the service, but may come from a load balancer, or on a connection that lay idle. */
const TRANSIENT_STATUS = [408, 425];

/** What JavaScript itself calls an error that has a status: whoever parsed the answer got no further. */
const NAMELESS: readonly (string | undefined)[] = [undefined, "Error", "SyntaxError", "TypeError"];

function kindOf(said: Said, clockMended: boolean): FailureKind | undefined {
  const { name, status = 0 } = said;
  const named = serviceError(said)?.kind;
  if (status === 429) return "throttled";
  if (name !== "AbortError" && said.clockSkewCorrected && !clockMended) return "transient";
  if (name !== "AbortError" && said.retryable !== undefined) return said.retryable;
  // The SDK calls a reset connection a TimeoutError: the code knows more than a name that means "transient".
  if (named !== undefined && named !== "transient") return named;
  if (status >= 500 && status <= 599) return "transient";
  const broken = networkError(said)?.kind ?? named;
  if (broken !== undefined) return broken;
  if (TRANSIENT_STATUS.includes(status)) return "transient";
  if (said.mayBeCut) return "unreachable";
  // Not a 200, nor what has no name: its body may have been cut off on the way, which only the cause tells.
  return status >= 300 && !NAMELESS.includes(name) ? "fatal" : undefined;
}

function failedToFetch({ thrown, hasCause }: Said): boolean {
  try {
    return !hasCause && isNetworkError(thrown);
  } catch {
    return false;
  }
}

/** Whether an error, or what lies behind it, goes by a name. */
export function isNamed(thrown: unknown, name: string): boolean {
  return saidBy(thrown).some((said) => said.name === name || said.code === name);
}

/** Whether the SDK has found its clock to be off, and corrected it. It does so with every refusal while that is off. */
export function hasMendedClock(thrown: unknown): boolean {
  return saidBy(thrown).some((said) => said.clockSkewCorrected);
}

/** Whether a request that failed may have reached the service, and been carried out: refused by it, it was not. */
export function wasSent(thrown: unknown): boolean {
  return !saidBy(thrown).some(
    (said) => isRefusal(said) || networkError(said)?.unsent || serviceError(said)?.unsent,
  );
}

function isRefusal({ status = 0 }: Said): boolean {
  return status >= 400 && status < 500 && !TRANSIENT_STATUS.includes(status);
}

/** Whether the service itself said so: what it has once answered, it can be reached at. */
export function isAnswer(thrown: unknown): boolean {
  const kind = classify(thrown);
  return (
    kind === "throttled" ||
    kind === "not-registered" ||
    (kind === "transient" && saidBy(thrown).some(({ status }) => status !== undefined))
  );
}

/** How long the service asks to stay away, in milliseconds; 0 where it does not say. */
export function retryAfterOf(thrown: unknown, wallClockMs: number): number {
  const hints = saidBy(thrown).map(({ retryAfterSeconds, retryHeaders: headers }) =>
    retryAfterMs({ retryAfterSeconds, headers }, wallClockMs),
  );
  return hints.find((ms) => ms > 0) ?? 0;
}

/** How many requests one call of the source made: an SDK client that is called by method tries again by itself. */
export function requestsOf(thrown: unknown): number {
  const attempts = saidBy(thrown)
    .map((said) => said.attempts)
    .find((n) => n !== undefined);
  return attempts !== undefined && attempts >= 1 && attempts < Number.POSITIVE_INFINITY ? attempts : 1;
}
