import { NEVER, Observable } from "rxjs";
import type { Cancel, Timers } from "./timers.js";

/** The signal that stops work. */
export interface Aborting {
  readonly abortSignal: AbortSignal;
}

/**
 * Starts work that reports to a receiver and can be canceled. Like an Observable, but with a fraction of its memory: a process may
 * hold thousands of waits.
 */
export type Call<T> = (receiver: Receiver<T>) => Cancel;

/** The functions that a call reports to. They need no `this`. */
interface Receiver<T> {
  readonly next: (value: T) => void;
  readonly error: (error: unknown) => void;
}

/**
 * Creates the signal when it is first read: it costs more than the rest of a poll, and many sources never read it. A class, because
 * V8 takes ten times as long for an object literal with a getter.
 */
class LazySignal implements Aborting {
  declare readonly abortSignal: AbortSignal;
  #controller: AbortController | undefined;
  #aborted = false;

  constructor() {
    Object.defineProperty(this, "abortSignal", ABORT_SIGNAL);
  }

  get(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
  }
}

/** Defined on the object itself, so that `{ ...options }` copies the signal. */
const ABORT_SIGNAL: PropertyDescriptor & ThisType<LazySignal> = {
  enumerable: true,
  get() {
    return this.get();
  },
};

/** Time limit of a call, and the error of a call that exceeds it. */
export interface TimeLimit {
  readonly ms: number;
  readonly timers: Timers;
  readonly error: () => Error;
}

/**
 * Returns a call of the work, which reports its value or its error, later and once. Canceling and the time limit abort the signal.
 *
 * Work that ignores the signal is not waited for: a later value or error is dropped. Each call has its own signal, because Node's
 * `fetch` leaves a listener for every request on a longer-lived signal until the request is garbage-collected.
 */
export function calling<T>(work: (aborting: Aborting) => Promise<T>, limit?: TimeLimit): Call<T> {
  return ({ next, error }) => {
    const aborting = new LazySignal();
    let over = false;
    const ends = () => {
      if (over) return false;
      over = true;
      stopTimer?.();
      return true;
    };
    const cancel = () => {
      if (ends()) aborting.abort();
    };
    const stopTimer = limit?.timers.after(limit.ms, () => {
      cancel();
      error(limit.error());
    });
    work(aborting).then(
      (value) => ends() && next(value),
      (thrown: unknown) => ends() && error(thrown),
    );
    return cancel;
  };
}

/** Returns the work as a cold Observable of its value. Unsubscribing cancels it. */
export function abortable<T>(work: (aborting: Aborting) => Promise<T>): Observable<T> {
  return new Observable((subscriber) =>
    calling(work)({
      next: (value) => {
        subscriber.next(value);
        subscriber.complete();
      },
      error: (error) => subscriber.error(error),
    }),
  );
}

/**
 * Starts the work, unless the signal has aborted. Rejects with the signal's reason as soon as it aborts. Work inside of
 * {@link calling} gets its signal, because a second one would double the cost, and `calling` does not wait for the work.
 */
export function abortedBy<T>(
  options: { readonly abortSignal?: AbortSignal | undefined } | undefined,
  work: (aborting: Aborting) => Promise<T>,
): Promise<T> {
  const signal = options?.abortSignal;
  let leave: Cancel | undefined;
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) throw reasonOf(signal);
    if (options instanceof LazySignal) {
      resolve(work(options));
      return;
    }
    const cancel = calling(work)({ next: resolve, error: reject });
    leave =
      signal &&
      onAbort(signal, (reason) => {
        cancel();
        reject(reason);
      });
  }).finally(() => leave?.());
}

/** The only listener of a signal, with its callbacks. */
interface Listener {
  readonly notify: () => void;
  readonly callbacks: Set<(reason: unknown) => void>;
}

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Calls back when a signal aborts, or immediately if it is already aborted. Returns a function that removes the callback.
 *
 * A signal has one listener for all callbacks, and none after the last callback is removed: Node 20 reports a leak from the
 * eleventh listener on (`MaxListenersExceededWarning`). Adding and removing take constant time, unlike with an
 * `EventTarget` or a `Subject`.
 */
export function onAbort(signal: AbortSignal, callback: (reason: unknown) => void): Cancel {
  if (signal.aborted) {
    callback(reasonOf(signal));
    return () => {};
  }
  const { notify, callbacks } = listeners.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    listeners.delete(signal);
    signal.removeEventListener("abort", notify);
  };
}

function listen(signal: AbortSignal): Listener {
  const callbacks: Listener["callbacks"] = new Set();
  const notify = () => {
    listeners.delete(signal);
    const reason = reasonOf(signal);
    for (const callback of callbacks) callback(reason);
  };
  signal.addEventListener("abort", notify, { once: true });
  const listener = { notify, callbacks };
  listeners.set(signal, listener);
  return listener;
}

/** Returns the signal's reason. Signals of some polyfills have none; they get the reason that `AbortController.abort()` sets. */
function reasonOf({ reason }: AbortSignal): unknown {
  return reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason;
}

/** Errors with the signal's own reason when it aborts. Never emits or completes. */
export function aborted(signal: AbortSignal | undefined): Observable<never> {
  if (signal === undefined) return NEVER;
  return new Observable((subscriber) => onAbort(signal, (reason) => subscriber.error(reason)));
}
