import { NEVER, Observable } from "rxjs";

/** An AbortSignal that stops work in flight. Created lazily, because most polls never read it and it is most of their garbage. */
export interface Aborting {
  readonly abortSignal: AbortSignal;
}

/**
 * Wraps work in a cold observable: each subscription runs it once, and unsubscribing aborts its signal.
 *
 * If the work ignores the signal, its later value or error is dropped. Each subscription has its own signal: on a signal
 * that lives longer, Node's `fetch` leaves one listener per request until garbage collection.
 */
export function abortable<T>(work: (aborting: Aborting) => Promise<T>): Observable<T> {
  return new Observable((subscriber) => {
    let controller: AbortController | undefined;
    let settled = false;
    let left = false;
    const aborting: Aborting = {
      get abortSignal() {
        controller ??= new AbortController();
        if (left) controller.abort();
        return controller.signal;
      },
    };
    const settle = (deliver: () => void) => {
      settled = true;
      deliver();
    };
    work(aborting).then(
      (value) =>
        settle(() => {
          subscriber.next(value);
          subscriber.complete();
        }),
      (error: unknown) => settle(() => subscriber.error(error)),
    );
    return () => {
      left = !settled;
      if (left) controller?.abort();
    };
  });
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
