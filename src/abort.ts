import { NEVER, Observable, share } from "rxjs";

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
