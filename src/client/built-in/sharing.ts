import { onAbort } from "../../rx/abort.js";

/** Joins work that is under way, or starts it. */
export interface Sharing<T> {
  (work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Returns whether the next call would join work that is under way. */
  underWay(): boolean;
}

/**
 * Returns a function that lets concurrent calls share one piece of work. When the signal of one of them aborts, the next call
 * starts the work again, so work that hangs does not delay every later call. The calls that share the earlier work continue to
 * wait for it.
 */
export function sharing<T>(): Sharing<T> {
  let current: Promise<T> | undefined;
  const share = async (work: () => Promise<T>, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    const mine = current ?? work();
    current = mine;
    const forget = () => {
      if (current === mine) current = undefined;
    };
    const stop = signal && onAbort(signal, forget);
    return mine.finally(() => {
      stop?.();
      forget();
    });
  };
  return Object.assign(share, { underWay: () => current !== undefined });
}
