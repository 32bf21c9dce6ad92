import pRetry from "p-retry";
import { asyncScheduler, NEVER, Observable } from "rxjs";
import { after } from "../rx/after.js";
import { fullJitterMs } from "../timing/backoff.js";
import { classify, isAnswer, requestsOf, retryAfterOf } from "./classify.js";

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

/** An answer, however many calls it takes. Cold; unsubscribing aborts the call in flight. */
export type Retrying<A> = (context: CallContext) => Observable<CallEvent | A>;

/** What retries go by. */
export interface RetryOptions {
  readonly maxWaitMs: number;
  readonly minDelayMs: number;
  readonly random: () => number;
}

/** Calls again when a call failed, and ends with its answer. The loop is p-retry's; when and whether is decided here. */
export function retrying<A>(call$: Observable<A>, options: RetryOptions): Retrying<A> {
  return (context) =>
    new Observable<CallEvent | A>((subscriber) => {
      const nextAfter = judging(context, options);

      // Unsubscribed, the promise stays pending, and is collected together with the loop that awaits it.
      const settled = <T>(source$: Observable<T>) =>
        new Promise<T>((resolve, reject) => {
          subscriber.add(source$.subscribe({ next: resolve, error: reject }));
        });

      const call = () => {
        subscriber.next({ type: "call" });
        return settled(call$);
      };

      const recover = (error: unknown): Promise<CallEvent | A> => {
        let failure = error;
        const again = new Error("The call failed");
        const attempt = async (): Promise<CallEvent | A> => {
          const event = nextAfter(failure);
          if (event.type !== "failed") return event;
          subscriber.next(event);
          await settled(event.delayMs === undefined ? NEVER : after(event.delayMs, asyncScheduler));
          return call().catch((next: unknown) => {
            failure = next;
            throw again;
          });
        };
        // No delay of p-retry's own: it can't be aborted. Nor its own idea of what to retry: it would retry our bugs.
        return pRetry(attempt, {
          retries: Number.POSITIVE_INFINITY,
          minTimeout: 0,
          factor: 1,
          shouldRetry: (failed) => failed.error === again,
        });
      };

      // p-retry is entered only after a first failure: most reads have none.
      call()
        .catch(recover)
        .then(
          (event) => {
            subscriber.next(event);
            subscriber.complete();
          },
          (error: unknown) => subscriber.error(error),
        );
    });
}

// A wrong region should not cost fifteen minutes; a VPN that is coming up should not fail.
const UNREACHABLE_RETRIES = 3;
const UNREACHABLE_MS = 10_000;

/** Says what follows each failed call of one read. */
function judging(context: CallContext, options: RetryOptions): (error: unknown) => CallEvent {
  const began = context.elapsedMs();
  let { answered } = context;
  let calls = 0;
  let failures = 0;
  let unreached = 0;
  return (error) => {
    const kind = classify(error);
    calls += 1;
    failures += requestsOf(error);
    answered ||= isAnswer(error);
    const elapsedMs = context.elapsedMs();
    const unreachable = kind === "unreachable";
    unreached += unreachable ? 1 : 0;
    const hopeless =
      unreachable && !answered && unreached > UNREACHABLE_RETRIES && elapsedMs - began >= UNREACHABLE_MS;
    // "Not registered" is an answer to a read, and has not come this far; to another operation it is a refusal.
    if (kind === "fatal" || kind === "not-registered" || hopeless)
      return { type: "fatal", error, unreachable };

    const throttled = kind === "throttled";
    // A throttle never makes it poll sooner than it would have without.
    const backoffMs = (throttled ? context.cadenceMs(calls) : 0) + fullJitterMs(failures, options.random);
    const delayMs = Math.max(options.minDelayMs, retryAfterOf(error, asyncScheduler.now()), backoffMs);
    const inTime = elapsedMs + delayMs < options.maxWaitMs;
    return { type: "failed", error: asError(error), throttled, delayMs: inTime ? delayMs : undefined };
  };
}

/** What was thrown, untouched; where it is no error but only looks like one, an error that says the same. */
function asError(thrown: unknown): Error {
  if (thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]")
    return thrown as Error;
  const { name, message } = Object(thrown) as Partial<Error>;
  return Object.assign(new Error(String(message ?? thrown), { cause: thrown }), {
    name: String(name ?? "Error"),
  });
}
