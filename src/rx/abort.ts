import { NEVER, Observable, share } from "rxjs";

/**
 * Work as a cold observable: every subscription does it once, and unsubscribing aborts its signal.
 *
 * Work that ignores the signal is not waited for: what it gives or throws later is dropped. Each gets a signal of its own:
 * on one that lives longer, Node's `fetch` would leave a listener for every request until some garbage collection.
 */
export function abortable<T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let settled = false;
    const settle = (deliver: () => void) => {
      settled = true;
      deliver();
    };
    work(controller.signal).then(
      (value) =>
        settle(() => {
          subscriber.next(value);
          subscriber.complete();
        }),
      (error: unknown) => settle(() => subscriber.error(error)),
    );
    return () => settled || controller.abort();
  });
}

const watched = new WeakMap<AbortSignal, Observable<never>>();

/**
 * Errors with the signal's own reason when it aborts, at once where it already has; never emits otherwise.
 *
 * However many subscribe, a signal has one listener, and none when the last has left: Node warns of a leak from the
 * eleventh on (`MaxListenersExceededWarning`, Node 20).
 */
export function aborted(signal: AbortSignal | undefined): Observable<never> {
  if (signal === undefined) return NEVER;
  let abort$ = watched.get(signal);
  if (abort$ === undefined) {
    abort$ = new Observable<never>((subscriber) => {
      const abort = () => subscriber.error(signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort, { once: true });
      return () => signal.removeEventListener("abort", abort);
    }).pipe(share());
    watched.set(signal, abort$);
  }
  return abort$;
}
