import { firstValueFrom, fromEvent, map, type Observable, race, timer } from "rxjs";

/** Waits for a turn: so many come each second, one after the other. Rejects with the signal's reason where that ends it. */
export type Turns = (signal?: AbortSignal) => Promise<void>;

/** Turns at a rate: evenly, as a limit that counts by the second would refuse what comes in a burst. */
export function turns(perSecond: number, now: () => number = () => performance.now()): Turns {
  let free = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    signal?.throwIfAborted();
    const asked = now();
    const turn = Math.max(asked, free);
    free = turn + 1000 / perSecond;
    if (turn === asked) return;
    await firstValueFrom(signal ? race(timer(turn - asked), abortedBy(signal)) : timer(turn - asked));
  };
}

/** Never emits: fails with the signal's reason when it is aborted. */
export function abortedBy(signal: AbortSignal): Observable<never> {
  return fromEvent(signal, "abort").pipe(
    map(() => {
      throw signal.reason;
    }),
  );
}

/**
 * The quota of AWS IoT FleetWise is 20 requests a second for each account and region, and STS may be as slow to hand out
 * roles: a tenth is left to others.
 */
export const REQUESTS_PER_SECOND = 18;
