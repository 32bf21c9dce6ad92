import { NEVER, Observable } from "rxjs";

/** What work is told by that nobody waits for it any more. The signal is made for who asks for it: it is most of a poll's garbage. */
export interface Aborting {
  readonly abortSignal: AbortSignal;
}

/**
 * Work as a cold observable: every subscription does it once, and unsubscribing aborts its signal.
 *
 * Work that ignores the signal is not waited for: what it gives or throws later is dropped. Each gets a signal of its own:
 * on one that lives longer, Node's `fetch` would leave a listener for every request until some garbage collection.
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
