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
export interface Receiver<T> {
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

/** The one listener of a signal, and its callbacks. */
interface Listener {
  readonly tell: () => void;
  readonly callbacks: Set<(reason: unknown) => void>;
}

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Calls back when a signal aborts, at once where it already has. Returns what takes that back.
 *
 * However many wait for it, a signal has one listener, and none when the last has left: Node warns of a leak from the
 * eleventh on (`MaxListenersExceededWarning`, Node 20). To come and to go takes the twenty-thousandth as long as the first,
 * which neither an `EventTarget` nor a `Subject` offers.
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

/** Returns the signal's own reason. The signals of some polyfills have none: theirs is that of `AbortController.abort()`. */
function reasonOf({ reason }: AbortSignal): unknown {
  return reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason;
}

/** Errors with the signal's own reason when it aborts; never emits otherwise. */
export function aborted(signal: AbortSignal | undefined): Observable<never> {
  if (signal === undefined) return NEVER;
  return new Observable((subscriber) => onAbort(signal, (reason) => subscriber.error(reason)));
}
