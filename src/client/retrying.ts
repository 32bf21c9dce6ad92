import pRetry from "p-retry";
import { type Failure, parseFailure } from "../failures/failure.js";
import type { ResolvedWaiterOptions } from "../options/waiter.js";
import type { Call } from "../rx/abort.js";
import type { Cancel, Timers } from "../rx/timers.js";
import { fullJitterMs } from "../timing/backoff.js";

/** The course of a call: requests, retries, and one end. Nothing follows `response` or `failed`. */
export type CallEvent<A> =
  /** A request is sent. */
  | { readonly type: "request" }
  /** The request failed. `delayMs` is the delay before the next, `undefined` if the deadline comes first. */
  | { readonly type: "retry"; readonly failure: Failure; readonly delayMs: number | undefined }
  /** The request failed, and is not repeated. */
  | { readonly type: "failed"; readonly failure: Failure }
  | { readonly type: "response"; readonly response: A };

/** The state of the wait that a call belongs to. */
export interface CallContext {
  /** Returns whether the service has responded in this wait: then an unreachable endpoint is a transient fault. */
  answered(): boolean;
  /** Returns the milliseconds since subscription. */
  elapsedMs(): number;
  /** Returns the cadence's delay after the latest request, in milliseconds. */
  cadenceMs(): number;
}

/** The options of a wait that matter to its retries. */
export type RetryOptions = Pick<ResolvedWaiterOptions, "maxWaitMs" | "minDelayMs" | "random" | "patience">;

/**
 * Returns a call that sends a request, repeats it after a failure if that may help, and ends with the response or a failure.
 * Canceling aborts the request in flight.
 *
 * The loop is p-retry's, entered only after a first failure, because most calls have none. `shouldRetry` itself
 * pauses before it returns true: p-retry's own delay has no jitter at its cap and cannot be aborted without a `signal`, and its `signal`
 * does not interrupt a request in flight. No retry is consumed, so p-retry does not limit their number.
 *
 * @param idempotent - If false, a request that may have been carried out is not repeated.
 * @param failures - Number of failures of an earlier call that this one continues.
 */
export function retrying<A>(
  request: Call<A>,
  context: CallContext,
  options: RetryOptions,
  timers: Timers,
  idempotent = true,
  failures = 0,
): Call<CallEvent<A>> {
  return ({ next, error: fail }) => {
    const startedMs = context.elapsedMs();
    let canceled = false;
    /** Cancels the request in flight, or the pause before the next. */
    let cancel: Cancel;

    const recover = (first: unknown) => {
      const ruleOn = retryRule(startedMs, context, options, idempotent, failures);

      const report = (event: CallEvent<A>) => {
        if (!canceled) next(event);
      };

      // After a cancellation the promise stays pending, and is collected together with the loop that awaits it.
      const settled = <T>(start: Call<T>) =>
        new Promise<T>((resolve, reject) => {
          if (canceled) return;
          cancel = start({ next: resolve, error: reject });
          // The source itself may have canceled the wait while `start` called it.
          if (canceled) cancel();
        });

      const attempt = async (n: number) => {
        if (n === 1) throw new RequestError(first);
        report(REQUEST);
        return settled(request).catch((thrown: unknown) => {
          throw new RequestError(thrown);
        });
      };

      const shouldRetry = async ({ error }: { readonly error: Error }) => {
        // Any other error is a bug, and ends the loop.
        if (!(error instanceof RequestError)) throw error;
        const event = ruleOn(parseFailure(error.cause, timers.now()));
        report(event);
        if (event.type === "failed") return false;
        const { delayMs = Number.POSITIVE_INFINITY } = event;
        await settled<void>((receiver) => timers.after(delayMs, receiver.next));
        return true;
      };

      pRetry(attempt, { shouldRetry, shouldConsumeRetry: () => false }).then(
        (response) => report({ type: "response", response }),
        (error: unknown) => {
          if (!canceled && !(error instanceof RequestError)) fail(error);
        },
      );
    };

    next(REQUEST);
    cancel = request({ next: (response) => next({ type: "response", response }), error: recover });
    return () => {
      canceled = true;
      cancel();
    };
  };
}

const REQUEST: CallEvent<never> = Object.freeze({ type: "request" });

/** Wraps a thrown value, because p-retry does not ask `shouldRetry` about a `TypeError` or a value that is not an Error. */
class RequestError extends Error {
  constructor(cause: unknown) {
    super(undefined, { cause });
  }
}

// With a wrong region, a wait should not take fifteen minutes; while a VPN is starting, it should not fail.
const UNREACHABLE_RETRIES = 3;
const UNREACHABLE_MS = 10_000;

/** A connection that takes this long to fail has resent its packets several times. The second such failure uses up the retries. */
const SLOW_MS = 2000;

type FailedEvent = Extract<CallEvent<never>, { type: "retry" | "failed" }>;

/** Returns the rule for one call: whether and when a failed request is repeated. */
function retryRule(
  startedMs: number,
  context: CallContext,
  options: RetryOptions,
  idempotent: boolean,
  failures: number,
): (failure: Failure) => FailedEvent {
  let answered = context.answered();
  let unreached = 0;
  let clockCorrected = false;
  let sentMs = startedMs;
  return (failure) => {
    const { kind } = failure;
    const elapsedMs = context.elapsedMs();
    const unreachable = kind === "unreachable";
    const corrected = kind === "fatal" && failure.clockCorrected && !clockCorrected;
    clockCorrected ||= failure.clockCorrected;
    answered ||= failure.answered;
    failures += unreachable && !answered ? 1 : failure.requests;
    if (unreachable) unreached += elapsedMs - sentMs >= SLOW_MS && unreached > 0 ? UNREACHABLE_RETRIES : 1;

    const leftMs = startedMs + UNREACHABLE_MS - elapsedMs;
    const hopeless = unreachable && !answered && unreached > UNREACHABLE_RETRIES && leftMs <= 0;
    const lost = !idempotent && isLost(failure);
    const recovers = failure.recovers && answered;
    // A quota that rejects RegisterAccount changes only on request, so a retry would not help.
    const exceeds = !idempotent && failure.topic === "quota";
    const final = hopeless || lost || exceeds || (isFinal(failure) && !corrected && !recovers);
    const patience =
      final && !lost && options.patience?.covers(failure, elapsedMs) ? options.patience : undefined;
    if (final && !patience) return { type: "failed", failure };

    // A throttled wait never polls sooner than without the throttling.
    const cadenceMs = kind === "throttled" ? context.cadenceMs() : 0;
    const backoffMs = patience?.delayMs ?? cadenceMs + fullJitterMs(failures, options.random);
    // The last retry comes when UNREACHABLE_MS have elapsed, not some seconds later.
    const cutMs = unreachable && !answered && leftMs > 0 ? Math.min(backoffMs, leftMs) : backoffMs;
    const delayMs = Math.max(options.minDelayMs, failure.retryAfterMs, cutMs);
    sentMs = elapsedMs + delayMs;
    const inTime = elapsedMs + delayMs < options.maxWaitMs;
    return { type: "retry", failure, delayMs: inTime ? delayMs : undefined };
  };
}

/** Returns whether the response was lost: the service may have carried out the request. */
export function isLost({ kind, sent }: Failure): boolean {
  return sent && (kind === "transient" || kind === "unreachable");
}

function isFinal({ kind }: Failure): boolean {
  return kind === "fatal" || kind === "not-registered" || kind === "conflict";
}
