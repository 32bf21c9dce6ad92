import pRetry from "p-retry";
import { NEVER, Observable, type SchedulerLike } from "rxjs";
import { type Failure, parseFailure } from "../failures/failure.js";
import type { Patience } from "../options/waiter.js";
import { after } from "../rx/after.js";
import { fullJitterMs } from "../timing/backoff.js";

/** The course of a call: requests, retries, and one end. Nothing follows `response` or `failed`. */
export type CallEvent<A> =
  /** A request is sent. */
  | { readonly type: "request" }
  /** It failed. `delayMs` until the next, or `undefined` if the deadline comes first. */
  | { readonly type: "retry"; readonly failure: Failure; readonly delayMs: number | undefined }
  /** It failed, and is not repeated. */
  | { readonly type: "failed"; readonly failure: Failure }
  | { readonly type: "response"; readonly response: A };

/** The state of the wait that a call belongs to. */
export interface CallContext {
  /** Whether the service has responded in this wait: then an unreachable endpoint is a transient fault. */
  readonly answered: boolean;
  /** Milliseconds since subscription. */
  elapsedMs(): number;
  /** Delay that the cadence asks for now, in milliseconds, after so many failed requests. */
  cadenceMs(requests: number): number;
}

/** The options of a wait that matter to its retries. */
export interface RetryOptions {
  readonly maxWaitMs: number;
  readonly minDelayMs: number;
  readonly random: () => number;
  readonly patience?: Patience | undefined;
}

/**
 * Sends a request, again if it fails, and ends with the response. Cold; unsubscribing aborts the request in flight.
 *
 * The loop is p-retry's, entered only after a first failure, because most calls have none. p-retry asks `shouldRetry`, which
 * pauses before it says yes: p-retry's own delay has no jitter at its cap and cannot be aborted without a `signal`, and its `signal`
 * does not interrupt a request in flight. No retry is consumed, so that the deadline alone bounds their number.
 *
 * @param idempotent - If false, a request that may have been carried out is not repeated.
 */
export function retrying<A>(
  request$: Observable<A>,
  context: CallContext,
  options: RetryOptions,
  scheduler: SchedulerLike,
  idempotent = true,
): Observable<CallEvent<A>> {
  return new Observable<CallEvent<A>>((subscriber) => {
    const startedMs = context.elapsedMs();

    const end = (event: CallEvent<A>) => {
      subscriber.next(event);
      subscriber.complete();
    };

    // After an unsubscription the promise stays pending, and is collected together with the loop that awaits it.
    const settled = <T>(source$: Observable<T>) =>
      new Promise<T>((resolve, reject) => {
        subscriber.add(source$.subscribe({ next: resolve, error: reject }));
      });

    const recover = (first: unknown) => {
      const ruleOn = retryRule(startedMs, context, options, idempotent);

      const attempt = async (n: number) => {
        if (n === 1) throw new RequestError(first);
        subscriber.next({ type: "request" });
        return settled(request$).catch((thrown: unknown) => {
          throw new RequestError(thrown);
        });
      };

      const shouldRetry = async ({ error }: { readonly error: Error }) => {
        // Anything else is a bug of ours, and ends the loop.
        if (!(error instanceof RequestError)) throw error;
        const event = ruleOn(parseFailure(error.cause, scheduler.now()));
        subscriber.next(event);
        if (event.type === "failed") return false;
        await settled(event.delayMs === undefined ? NEVER : after(event.delayMs, scheduler));
        return true;
      };

      pRetry(attempt, { shouldRetry, shouldConsumeRetry: () => false }).then(
        (response) => end({ type: "response", response }),
        (error: unknown) => {
          if (error instanceof RequestError) subscriber.complete();
          else subscriber.error(error);
        },
      );
    };

    subscriber.next({ type: "request" });
    subscriber.add(
      request$.subscribe({ next: (response) => end({ type: "response", response }), error: recover }),
    );
  });
}

/** A thrown value on its way through p-retry, which takes a `TypeError`, and what is not an Error, for a bug. */
class RequestError extends Error {
  constructor(cause: unknown) {
    super("The request failed", { cause });
  }
}

// A wrong region should not cost fifteen minutes; a VPN that is starting should not fail.
const UNREACHABLE_RETRIES = 3;
const UNREACHABLE_MS = 10_000;

/** A connection that takes so long to fail has had its packets sent several times: it counts as all the retries. */
const SLOW_MS = 2000;

type FailedEvent = Extract<CallEvent<never>, { type: "retry" | "failed" }>;

/** Returns the rule for one call: whether and when a failed request is repeated. */
function retryRule(
  startedMs: number,
  context: CallContext,
  options: RetryOptions,
  idempotent: boolean,
): (failure: Failure) => FailedEvent {
  let { answered } = context;
  let requests = 0;
  let failures = 0;
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
    requests += 1;
    failures += unreachable && !answered ? 1 : failure.requests;
    if (unreachable) unreached += elapsedMs - sentMs >= SLOW_MS && unreached > 0 ? UNREACHABLE_RETRIES : 1;

    const leftMs = startedMs + UNREACHABLE_MS - elapsedMs;
    const hopeless = unreachable && !answered && unreached > UNREACHABLE_RETRIES && leftMs <= 0;
    const lost = !idempotent && isLost(failure);
    const recovers = failure.recovers && answered;
    const final = hopeless || lost || (isFinal(failure) && !corrected && !recovers);
    const patient = final && !lost && options.patience?.covers(failure, elapsedMs);
    if (final && !patient) return { type: "failed", failure };

    // A throttled wait never polls sooner than it would have without.
    const cadenceMs = kind === "throttled" ? context.cadenceMs(requests) : 0;
    const backoffMs = patient
      ? (options.patience?.delayMs ?? 0)
      : cadenceMs + fullJitterMs(failures, options.random);
    // The last try comes when the time is over, not some seconds after.
    const cutMs = unreachable && !answered && leftMs > 0 ? Math.min(backoffMs, leftMs) : backoffMs;
    const delayMs = Math.max(options.minDelayMs, failure.retryAfterMs, cutMs);
    sentMs = elapsedMs + delayMs;
    const inTime = elapsedMs + delayMs < options.maxWaitMs;
    return { type: "retry", failure, delayMs: inTime ? delayMs : undefined };
  };
}

/** Whether nobody knows if the request was carried out. */
export function isLost({ kind, sent }: Failure): boolean {
  return sent && (kind === "transient" || kind === "unreachable");
}

function isFinal({ kind }: Failure): boolean {
  return kind === "fatal" || kind === "not-registered" || kind === "conflict";
}
