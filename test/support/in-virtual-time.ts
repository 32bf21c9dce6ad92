import { createHash } from "node:crypto";
import { type ChannelListener, channel } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { virtualTime } from "./virtual-time.js";

/** More steps than any situation needs. Exceeding them means that something polls without a delay. */
const MOST_STEPS = 20_000;
/** Rounds of quiet turns, with no timer or with a request in flight, after which the situation is considered stuck. */
const MOST_IDLE_TURNS = 20_000;

/** Turns of the event loop without activity after which only a timer can be next. */
const QUIET_TURNS = 10;

/**
 * Plays in virtual time. Time advances only while no file is being read and no HTTP request is in flight, except requests that are
 * never answered.
 */
export async function inVirtualTime<T>(
  play: () => Promise<T>,
  { dice = 1, hanging = () => 0 }: { dice?: number; hanging?: () => number } = {},
): Promise<T> {
  using virtual = virtualTime(dice);
  using requests = requestsInFlight();
  using _ = digestsAtOnce();
  using __ = timeoutSignals();
  const { clock } = virtual;
  let settled = false;
  const outcome = play().finally(() => {
    settled = true;
  });
  outcome.catch(() => {});
  let idle = 0;
  for (let steps = 0; !settled; ) {
    for (let quiet = 0; quiet < QUIET_TURNS && !settled; quiet = isBusy() ? 0 : quiet + 1) await turnOver();
    if (settled) break;
    if (requests.count() <= hanging() && clock.countTimers() > 0) {
      idle = 0;
      steps += 1;
      if (steps > MOST_STEPS) throw new Error("The situation does not end");
      clock.next();
    } else {
      idle += 1;
      if (idle > MOST_IDLE_TURNS) throw new Error("The situation waits, but no timer or request is pending");
    }
  }
  return await outcome;
}

/** Returns whether a file is being read, a name resolved, data written, or a connection opened or closed. */
const isBusy = () =>
  process.getActiveResourcesInfo().some((name) => /Req|^(Connect|Write|Shutdown)Wrap$/.test(name));

/** Waits for one turn of the event loop, and for all earlier imports: a loader in its own thread responds in order. */
async function turnOver(): Promise<void> {
  await import("node:timers");
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Counts the HTTP requests, of `node:http` and `fetch`, that were sent and not answered yet. Responses get the virtual date. */
function requestsInFlight(): Disposable & { count(): number } {
  const open = new Set<unknown>();
  const requestOf = (message: unknown) => (message as { request: unknown }).request;
  const listeners: Readonly<Record<string, ChannelListener>> = {
    "http.client.request.start": (message) => open.add(requestOf(message)),
    "http.client.response.finish": (message) => open.delete(requestOf(message)),
    "http.client.request.error": (message) => open.delete(requestOf(message)),
    "undici:request:create": (message) => open.add(requestOf(message)),
    "undici:request:trailers": (message) => open.delete(requestOf(message)),
    "undici:request:error": (message) => open.delete(requestOf(message)),
    // Node's own date would be the real time, and a client would correct its clock by it.
    "http.server.request.start": (message) =>
      (message as { response: ServerResponse }).response.setHeader("date", new Date().toUTCString()),
  };
  for (const [name, listener] of Object.entries(listeners)) channel(name).subscribe(listener);
  return {
    count: () => {
      for (const request of open) if ((request as { destroyed?: boolean }).destroyed) open.delete(request);
      return open.size;
    },
    [Symbol.dispose]() {
      for (const [name, listener] of Object.entries(listeners)) channel(name).unsubscribe(listener);
    },
  };
}

/** Computes digests synchronously. The platform does so in another thread, in real time, while virtual time would advance. */
function digestsAtOnce(): Disposable {
  const { subtle } = globalThis.crypto;
  Object.defineProperty(subtle, "digest", {
    configurable: true,
    value: async (_: string, bytes: Uint8Array) => createHash("sha256").update(bytes).digest(),
  });
  return { [Symbol.dispose]: () => Reflect.deleteProperty(subtle, "digest") };
}

/** Lets the signals of `AbortSignal.timeout` abort in virtual time. */
function timeoutSignals(): Disposable {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    const reason = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    setTimeout(() => controller.abort(reason), ms);
    return controller.signal;
  };
  return {
    [Symbol.dispose]() {
      AbortSignal.timeout = timeout;
    },
  };
}
