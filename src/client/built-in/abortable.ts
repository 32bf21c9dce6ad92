import { firstValueFrom, Observable, race } from "rxjs";
import { aborted } from "../../abort.js";

/**
 * Does work that can be left at any moment, whatever it hangs in: once the caller's signal aborts, rejects with the
 * signal's own reason. Already aborted, the work does not begin.
 *
 * The work gets a signal of its own. On the caller's, Node's `fetch` would leave a listener for every request, until some
 * garbage collection.
 */
export function abortable<T>(
  callers: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const work$ = new Observable<T>((subscriber) => {
    const own = new AbortController();
    let settled = false;
    work(own.signal)
      .finally(() => {
        settled = true;
      })
      .then(
        (value) => {
          subscriber.next(value);
          subscriber.complete();
        },
        (error: unknown) => subscriber.error(error),
      );
    return () => settled || own.abort();
  });
  return firstValueFrom(race(aborted(callers), work$));
}
