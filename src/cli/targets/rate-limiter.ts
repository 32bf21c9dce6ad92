import PQueue from "p-queue";
import { firstValueFrom, race, throwError, timeout } from "rxjs";
import type { FleetWiseClient } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import { abortable, aborted } from "../../rx/abort.js";

/** AWS IoT FleetWise allows 20 requests a second per account and region, and STS may allow no more. Other programs get the rest. */
const REQUESTS_PER_SECOND = 18;

/** Returns a queue that starts its tasks evenly, because a limit that counts by the second rejects a burst. */
export function rateLimiter(): PQueue {
  return new PQueue({ interval: Math.ceil(1000 / REQUESTS_PER_SECOND), intervalCap: 1 });
}

/**
 * Sends the requests of a client through a queue. An aborted request leaves the queue. The timeout starts when a request leaves
 * the queue, so the library's own timeout must be off: see {@link UNTIMED}.
 */
export function rateLimited(client: FleetWiseClient, queue: PQueue): FleetWiseClient {
  const limited =
    <I, O>(send: (input: I, options: { abortSignal: AbortSignal }) => Promise<O>) =>
    (input: I, { abortSignal: signal }: { abortSignal?: AbortSignal } = {}): Promise<O> => {
      const sent = abortable((aborting) => send(input, aborting));
      const timed = race(sent, aborted(signal)).pipe(
        timeout({ first: 1000 * DEFAULTS.requestTimeout, with: timedOut }),
      );
      return queue.add(() => firstValueFrom(timed), { ...(signal && { signal }) });
    };
  return {
    getRegisterAccountStatus: limited((input, options) => client.getRegisterAccountStatus(input, options)),
    registerAccount: limited((input, options) => client.registerAccount(input, options)),
  };
}

/** Switches off the library's own timeout of a request, which would include the time in the queue. */
export const UNTIMED = { requestTimeout: Number.MAX_SAFE_INTEGER } as const;

function timedOut() {
  const error = new Error(`The service did not respond within ${DEFAULTS.requestTimeout} s`);
  return throwError(() => Object.assign(error, { name: "RequestTimeout" }));
}
