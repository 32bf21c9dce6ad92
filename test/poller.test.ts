import { getEventListeners } from "node:events";
import { firstValueFrom, lastValueFrom, retry, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createRegistrationPoller } from "../src/index.js";
import { answer } from "./support/answers.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Returns a source that plays a script of states; the last one repeats. */
function source(...answers: readonly string[]) {
  let reads = 0;
  const client = async () => answer(answers[Math.min(reads++, answers.length - 1)] ?? "P");
  return { client, reads: () => reads };
}

const FIXED = { minDelay: 10, maxDelay: 10 };

describe("one polling loop, many consumers", () => {
  test("a poller starts polling with its first consumer", async () => {
    const { client, reads } = source("P");
    const { transitions$ } = createRegistrationPoller({ client });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reads()).toBe(0);
    const subscription = transitions$.subscribe();
    await vi.advanceTimersByTimeAsync(0);
    expect(reads()).toBe(1);
    subscription.unsubscribe();
  });

  test("a poller has the options of its creation, also if its config is used for another poller", async () => {
    const [first, second] = [source("S"), source("S")];
    const config = { client: first.client };
    const poller = createRegistrationPoller(config);
    config.client = second.client;
    createRegistrationPoller(config);
    await poller.waitUntilRegistered();
    expect([first.reads(), second.reads()]).toEqual([1, 0]);
  });

  test("a poller polls as often for a thousand consumers as for one", async () => {
    const readsFor = async (consumers: number) => {
      const { client, reads } = source("P", "P", "P", "S");
      const poller = createRegistrationPoller({ client, ...FIXED });
      const promises = Array.from({ length: consumers }, (_, i) =>
        i % 2 ? poller.waitUntilRegistered() : lastValueFrom(poller.transitions$),
      );
      await vi.runAllTimersAsync();
      await Promise.all(promises);
      return reads();
    };
    expect(await readsFor(1)).toBe(4);
    expect(await readsFor(1000)).toBe(4);
  });

  test("a poller emits the transitions so far to a late subscriber, then the rest", async () => {
    const { client } = source("PP", "PS", "SS");
    const { transitions$ } = createRegistrationPoller({ client, ...FIXED });
    const all = lastValueFrom(transitions$.pipe(toArray()));
    await vi.advanceTimersByTimeAsync(10_000);
    const late = lastValueFrom(transitions$.pipe(toArray()));
    await vi.runAllTimersAsync();
    expect(await late).toEqual(await all);
    expect(await late).toHaveLength(4);
  });

  test("a poller replays at most the latest 100 transitions", async () => {
    let reads = 0;
    const client = async () => answer(reads++ % 2 ? "PS" : "PP");
    const { transitions$ } = createRegistrationPoller({
      client,
      ...FIXED,
      maxWaitTime: Number.POSITIVE_INFINITY,
    });
    const all: unknown[] = [];
    const first = transitions$.subscribe((transition) => all.push(transition));
    await vi.advanceTimersByTimeAsync(3_000_000);
    expect(all.length).toBeGreaterThan(200);
    const late: unknown[] = [];
    transitions$.subscribe((transition) => late.push(transition)).unsubscribe();
    expect(late).toEqual(all.slice(-100));
    first.unsubscribe();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a settled poller repeats its result and transitions without polling", async () => {
    const { client, reads } = source("PP", "SS");
    const poller = createRegistrationPoller({ client, ...FIXED });
    const outcome = poller.waitUntilRegistered();
    await vi.runAllTimersAsync();
    const snapshot = await outcome;
    expect(snapshot.accountStatus).toBe("REGISTRATION_SUCCESS");
    expect(await poller.waitUntilRegistered()).toBe(snapshot);
    expect(await lastValueFrom(poller.transitions$.pipe(toArray()))).toHaveLength(4);
    expect(reads()).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a failed poller rejects with the same error again", async () => {
    const { client, reads } = source("FF");
    const poller = createRegistrationPoller({ client });
    const error = await poller.waitUntilRegistered().catch((error) => error);
    expect(error.code).toBe("REGISTRATION_FAILED");
    await expect(poller.waitUntilRegistered()).rejects.toBe(error);
    const received: unknown[] = [];
    poller.transitions$.subscribe({
      next: ({ resource }) => received.push(resource),
      error: (end) => received.push(end),
    });
    expect(received).toEqual(["iam", "account"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(received).toEqual(["iam", "account", error]);
    expect(reads()).toBe(1);
  });

  test("a poller stops when its last consumer leaves: no timer, no listener, no further poll", async () => {
    const { signal } = new AbortController();
    const { client, reads } = source("P");
    const { transitions$ } = createRegistrationPoller({ client, abortSignal: signal });
    const [one, other] = [transitions$.subscribe(), transitions$.subscribe()];
    await vi.advanceTimersByTimeAsync(500);
    one.unsubscribe();
    expect(vi.getTimerCount()).toBe(2);
    other.unsubscribe();
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(reads()).toBe(1);
  });

  test("a poller that all consumers have left starts a new loop, clock and replay for the next one", async () => {
    const { client, reads } = source("PP", "PS");
    const { transitions$ } = createRegistrationPoller({ client, ...FIXED });
    const first = transitions$.subscribe();
    await vi.advanceTimersByTimeAsync(25_000);
    first.unsubscribe();
    expect(reads()).toBe(3);
    const { elapsedMs, from, to, attempt } = await firstValueFrom(transitions$);
    expect({ elapsedMs, from, to, attempt }).toEqual({
      elapsedMs: 0,
      from: undefined,
      to: "REGISTRATION_SUCCESS",
      attempt: 1,
    });
    expect(reads()).toBe(4);
  });

  test("an abort ends the poller for all consumers, with the signal's reason", async () => {
    const controller = new AbortController();
    const poller = createRegistrationPoller({ client: source("P").client, abortSignal: controller.signal });
    const ends = [poller.waitUntilRegistered(), lastValueFrom(poller.transitions$)].map((end) =>
      end.catch((reason) => reason),
    );
    await vi.advanceTimersByTimeAsync(500);
    controller.abort("enough");
    expect(await Promise.all(ends)).toEqual(["enough", "enough"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a handler that throws does not affect the poller's other consumers", async () => {
    const { config } = await import("rxjs");
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    const poller = createRegistrationPoller({ client: source("P", "S").client, ...FIXED });
    poller.transitions$.subscribe(() => {
      throw new Error("in the handler");
    });
    const outcome = poller.waitUntilRegistered();
    await vi.runAllTimersAsync();
    await expect(outcome).resolves.toMatchObject({ accountStatus: "REGISTRATION_SUCCESS" });
    expect(reported.map(String)).toContain("Error: in the handler");
    config.onUnhandledError = null;
  });

  test("a poller causes no unhandled rejection if its promise is never requested", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { transitions$ } = createRegistrationPoller({ client: source("F").client });
    const end = new Promise((resolve) => {
      transitions$.subscribe({ error: ({ code }) => resolve(code) });
    });
    vi.useRealTimers();
    expect(await end).toBe("REGISTRATION_FAILED");
    // Node reports unhandled rejections before the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("a poller with invalid options rejects, and never throws synchronously", async () => {
    const poller = createRegistrationPoller({ client: source("P").client, minDelay: -1 });
    await expect(poller.waitUntilRegistered()).rejects.toThrow(
      "Expected `minDelay` to be a positive number of seconds",
    );
    const late = expect(lastValueFrom(poller.transitions$)).rejects.toThrow(RangeError);
    await vi.advanceTimersByTimeAsync(1);
    await late;
  });

  test("retry() on a failed poller repeats the error, without polling or overflowing the stack", async () => {
    const { client, reads } = source("F");
    const { transitions$, waitUntilRegistered } = createRegistrationPoller({ client });
    await expect(waitUntilRegistered()).rejects.toMatchObject({ code: "REGISTRATION_FAILED" });
    const again = lastValueFrom(transitions$.pipe(retry(5000)));
    const ended = expect(again).rejects.toMatchObject({ code: "REGISTRATION_FAILED" });
    await vi.runAllTimersAsync();
    await ended;
    expect(reads()).toBe(1);
  });

  describe("the promise of one consumer with an abort signal", () => {
    test("a poller's promise rejects with its signal's reason, and the poller continues for the others", async () => {
      const { client, reads } = source("P", "P", "S");
      const poller = createRegistrationPoller({ client, ...FIXED });
      const controller = new AbortController();
      const impatient = poller.waitUntilRegistered({ abortSignal: controller.signal });
      const patient = poller.waitUntilRegistered();
      await vi.advanceTimersByTimeAsync(10_000);
      controller.abort("enough");
      await expect(impatient).rejects.toBe("enough");
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
      await vi.runAllTimersAsync();
      await expect(patient).resolves.toMatchObject({ accountStatus: "REGISTRATION_SUCCESS" });
      expect(reads()).toBe(3);
    });

    test("a poller's promise that is aborted ends the poller if it was the only consumer", async () => {
      const { client, reads } = source("P");
      const controller = new AbortController();
      const options = { abortSignal: controller.signal };
      const aborted = createRegistrationPoller({ client, ...FIXED }).waitUntilRegistered(options);
      await vi.advanceTimersByTimeAsync(0);
      controller.abort();
      await expect(aborted).rejects.toBe(controller.signal.reason);
      expect(vi.getTimerCount()).toBe(0);
      expect(reads()).toBe(1);
    });

    test("a poller's promise rejects an unknown option, and sends no request", async () => {
      const { client, reads } = source("P");
      const misspelled = { abortsignal: AbortSignal.abort() } as object;
      await expect(createRegistrationPoller({ client }).waitUntilRegistered(misspelled)).rejects.toThrow(
        new TypeError("Expected an option that is known, got `abortsignal`: did you mean `abortSignal`?"),
      );
      await expect(createRegistrationPoller({ client }).waitUntilRegistered(null as never)).rejects.toThrow(
        new TypeError("Expected `options` to be an object, got null"),
      );
      expect(reads()).toBe(0);
    });

    test("a poller's promise sends no request if its signal was aborted before", async () => {
      const { client, reads } = source("P");
      const abortSignal = AbortSignal.abort("before");
      await expect(createRegistrationPoller({ client }).waitUntilRegistered({ abortSignal })).rejects.toBe(
        "before",
      );
      expect(reads()).toBe(0);
    });
  });
});
