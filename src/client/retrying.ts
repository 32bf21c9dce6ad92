import pRetry from "p-retry";
import { NEVER, Observable, type SchedulerLike } from "rxjs";
import { after } from "../rx/after.js";
import { wordsOf } from "../text/sentence.js";
import { fullJitterMs } from "../timing/backoff.js";
import { classify, hasMendedClock, isAnswer, requestsOf, retryAfterOf } from "./classify.js";

/** What is told of a call until it is answered. After `fatal` nothing follows. */
export type CallEvent =
  /** The service is being called. */
  | { readonly type: "call" }
  /** The call failed. `delayMs` until the next, `undefined` where the deadline comes first. */
  | {
      readonly type: "failed";
      readonly error: Error;
      readonly throttled: boolean;
      readonly delayMs: number | undefined;
    }
  /** The call failed, and another would fail too. */
  | { readonly type: "fatal"; readonly error: unknown; readonly unreachable: boolean };

/** What must be known of the wait that the call is part of. */
export interface CallContext {
  /** Whether the service has answered anything in this wait: then an endpoint that can't be reached is a passing fault. */
  readonly answered: boolean;
  /** Milliseconds since subscription. */
  elapsedMs(): number;
  /** Milliseconds that the cadence asks for now, after so many failed calls. */
  cadenceMs(calls: number): number;
}

/** The options of a wait that matter to its retries. */
export interface RetryOptions {
  readonly maxWaitMs: number;
  readonly minDelayMs: number;
  readonly random: () => number;
}

/**
 * Calls, again where a call failed, and ends with the answer. Cold; unsubscribing aborts the call in flight.
 *
 * The loop is p-retry's; whether, and when, is decided here. It is entered only after a first failure: most calls have none.
 */
export function retrying<A>(
  call$: Observable<A>,
  context: CallContext,
  options: RetryOptions,
  scheduler: SchedulerLike,
): Observable<CallEvent | A> {
  return new Observable<CallEvent | A>((subscriber) => {
    const began = context.elapsedMs();

    const answer = (given: A) => {
      subscriber.next(given);
      subscriber.complete();
    };

    const recover = (first: unknown) => {
      const afterFailure = retryRule(began, context, options, scheduler);

      // Unsubscribed, a promise stays pending, and is collected together with the loop that awaits it.
      const settled = <T>(source$: Observable<T>) =>
        new Promise<T>((resolve, reject) => {
          subscriber.add(source$.subscribe({ next: resolve, error: reject }));
        });

      const attempt = async (n: number) => {
        if (n === 1) throw new Failure(first);
        subscriber.next({ type: "call" });
        return settled(call$).catch((cause: unknown) => {
          throw new Failure(cause);
        });
      };

      const onFailedAttempt = async ({ error }: { readonly error: Error }) => {
        // What is no failure of the call is a fault of ours, and ends the loop.
        if (!(error instanceof Failure)) throw error;
        const event = afterFailure(error.cause);
        subscriber.next(event);
        if (event.type === "fatal") subscriber.complete();
        else await settled(event.delayMs === undefined ? NEVER : after(event.delayMs, scheduler));
      };

      // No delay of p-retry's own, as it can't be aborted.
      pRetry(attempt, {
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 0,
        factor: 1,
        onFailedAttempt,
        shouldRetry: () => !subscriber.closed,
      }).then(answer, (error: unknown) => subscriber.error(error));
    };

    subscriber.next({ type: "call" });
    subscriber.add(call$.subscribe({ next: answer, error: recover }));
  });
}

/** A failed call on its way to p-retry, which would take a `TypeError`, and what is no error, for a bug. */
class Failure extends Error {
  constructor(cause: unknown) {
    super("The call failed", { cause });
  }
}

// A wrong region should not cost fifteen minutes; a VPN that is coming up should not fail.
const UNREACHABLE_RETRIES = 3;
const UNREACHABLE_MS = 10_000;

type Failed = Extract<CallEvent, { type: "failed" | "fatal" }>;

/** Says what follows each failed call of one read, which began so many milliseconds after subscription. */
function retryRule(
  began: number,
  context: CallContext,
  options: RetryOptions,
  scheduler: SchedulerLike,
): (error: unknown) => Failed {
  let { answered } = context;
  let calls = 0;
  let failures = 0;
  let unreached = 0;
  let clockMended = false;
  return (error) => {
    const kind = classify(error, clockMended);
    clockMended ||= hasMendedClock(error);
    const unreachable = kind === "unreachable";
    calls += 1;
    answered ||= isAnswer(error);
    failures += unreachable && !answered ? 1 : requestsOf(error);
    unreached += unreachable ? 1 : 0;
    const elapsedMs = context.elapsedMs();
    const hopeless =
      unreachable && !answered && unreached > UNREACHABLE_RETRIES && elapsedMs - began >= UNREACHABLE_MS;
    // "Not registered" is an answer to a read, and has not come this far; to another operation it is a refusal.
    if (kind === "fatal" || kind === "not-registered" || hopeless)
      return { type: "fatal", error, unreachable };

    const throttled = kind === "throttled";
    // A throttle never makes it poll sooner than it would have without.
    const backoffMs = (throttled ? context.cadenceMs(calls) : 0) + fullJitterMs(failures, options.random);
    const delayMs = Math.max(options.minDelayMs, retryAfterOf(error, scheduler.now()), backoffMs);
    const inTime = elapsedMs + delayMs < options.maxWaitMs;
    return { type: "failed", error: asError(error), throttled, delayMs: inTime ? delayMs : undefined };
  };
}

/** What was thrown, untouched; where it is no error but only looks like one, an error that says the same. */
export function asError(thrown: unknown): Error {
  if (isError(thrown)) return thrown;
  const { name, message } = wordsOf(thrown);
  const error = new Error(message || "an error without a message", { cause: thrown });
  return Object.assign(error, { name: name || "Error" });
}

/** Of whatever realm; what can't be looked at is none. */
function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
  } catch {
    return false;
  }
}
