import { NEVER, Observable } from "rxjs";
import type { Cancel } from "./timers.js";

/** An AbortSignal that stops work in flight. Created lazily, because it is most of a poll's garbage, and many sources never read it. */
export interface Aborting {
  readonly abortSignal: AbortSignal;
}

/**
 * Work that starts with each call, reports to its receiver and can be canceled. As an Observable, but it allocates a fraction of
 * one: a process may hold thousands of waits.
 */
export type Call<T> = (receiver: Receiver<T>) => Cancel;

/** The functions that a call reports to. They need no `this`. */
interface Receiver<T> {
  readonly next: (value: T) => void;
  readonly error: (error: unknown) => void;
}

/**
 * Returns a call of the work, which reports its value or its error. Canceling aborts the signal.
 *
 * Work that ignores the signal is not waited for: a later value or error is dropped. Each has a signal of its own:
 * on one that lives longer, Node's `fetch` would leave a listener for every request until some garbage collection.
 */
export function calling<T>(work: (aborting: Aborting) => Promise<T>): Call<T> {
  return (receiver) => {
    let controller: AbortController | undefined;
    let state: "running" | "settled" | "canceled" = "running";
    const settles = () => {
      if (state !== "running") return false;
      state = "settled";
      return true;
    };
    work({
      get abortSignal() {
        controller ??= new AbortController();
        if (state === "canceled") controller.abort();
        return controller.signal;
      },
    }).then(
      (value) => settles() && receiver.next(value),
      (error: unknown) => settles() && receiver.error(error),
    );
    return () => {
      if (state !== "running") return;
      state = "canceled";
      controller?.abort();
    };
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

/** The only listener of a signal, with its callbacks. */
interface Listener {
  readonly tell: () => void;
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
export function onAbort(signal: AbortSignal, callback: (reason: unknown) => void): () => void {
  if (signal.aborted) {
    callback(reasonOf(signal));
    return () => {};
  }
  const { tell, callbacks } = listeners.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    listeners.delete(signal);
    signal.removeEventListener("abort", tell);
  };
}

function listen(signal: AbortSignal): Listener {
  const callbacks: Listener["callbacks"] = new Set();
  const tell = () => {
    listeners.delete(signal);
    const reason = reasonOf(signal);
    for (const callback of callbacks) callback(reason);
  };
  signal.addEventListener("abort", tell, { once: true });
  const listener = { tell, callbacks };
  listeners.set(signal, listener);
  return listener;
}

/** Returns the signal's reason. Signals of some polyfills have none; they get the one that `AbortController.abort()` sets. */
function reasonOf({ reason }: AbortSignal): unknown {
  return reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason;
}

/** Errors with the signal's own reason when it aborts; never emits otherwise. */
export function aborted(signal: AbortSignal | undefined): Observable<never> {
  if (signal === undefined) return NEVER;
  return new Observable((subscriber) => onAbort(signal, (reason) => subscriber.error(reason)));
}
