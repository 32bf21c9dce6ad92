import PQueue from "p-queue";
import { firstValueFrom, race, throwError, timeout } from "rxjs";
import type { FleetWiseClient } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import { abortable, aborted } from "../../rx/abort.js";

/**
 * The quota of AWS IoT FleetWise is 20 requests a second for each account and region, and STS may hand out roles as slowly:
 * a tenth is left to others.
 */
const REQUESTS_PER_SECOND = 18;

/** Returns a queue that starts its tasks evenly, because a limit that counts by the second rejects a burst. */
export function rateLimiter(): PQueue {
  return new PQueue({ interval: Math.ceil(1000 / REQUESTS_PER_SECOND), intervalCap: 1 });
}

/**
 * Sends the requests of a client through a queue. A request whose caller aborts it leaves the queue. The time in the queue
 * does not count against the request, so the timeout is applied here: see {@link UNTIMED}.
 */
export function rateLimited(client: FleetWiseClient, queue: PQueue): FleetWiseClient {
  const limited =
    <I, O>(send: (input: I, options: { abortSignal: AbortSignal }) => Promise<O>) =>
    (input: I, { abortSignal: signal }: { abortSignal?: AbortSignal } = {}): Promise<O> =>
      queue.add(
        () =>
          firstValueFrom(
            race(
              abortable((aborting) => send(input, aborting)),
              aborted(signal),
            ).pipe(timeout({ first: TIMEOUT_MS, with: () => throwError(timedOut) })),
          ),
        { ...(signal && { signal }) },
      );
  return {
    getRegisterAccountStatus: limited((input, options) => client.getRegisterAccountStatus(input, options)),
    registerAccount: limited((input, options) => client.registerAccount(input, options)),
  };
}

/** Switches off the library's own timeout of a request, which would include the time in the queue. */
export const UNTIMED = { requestTimeout: Number.MAX_SAFE_INTEGER } as const;

const TIMEOUT_MS = 1000 * DEFAULTS.requestTimeout;

function timedOut(): Error {
  const error = new Error(`The service did not respond within ${DEFAULTS.requestTimeout} s`);
  error.name = "RequestTimeout";
  return error;
}
