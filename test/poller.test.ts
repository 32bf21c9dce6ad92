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

/** A source that answers as it is told; the last answer repeats. */
function source(...answers: readonly string[]) {
  let reads = 0;
  const client = async () => answer(answers[Math.min(reads++, answers.length - 1)] ?? "P");
  return { client, reads: () => reads };
}

const FIXED = { minDelay: 10, maxDelay: 10 };

describe("one poll loop, many consumers", () => {
  test("starts with the first consumer, and not before", async () => {
    const { client, reads } = source("P");
    const { transitions$ } = createRegistrationPoller({ client });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reads()).toBe(0);
    const subscription = transitions$.subscribe();
    await vi.advanceTimersByTimeAsync(0);
    expect(reads()).toBe(1);
    subscription.unsubscribe();
  });

  test("reads as often for a thousand consumers as for one", async () => {
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

  test("tells a late subscriber the transitions so far, then the rest", async () => {
    const { client } = source("PP", "PS", "SS");
    const { transitions$ } = createRegistrationPoller({ client, ...FIXED });
    const all = lastValueFrom(transitions$.pipe(toArray()));
    await vi.advanceTimersByTimeAsync(10_000);
    const late = lastValueFrom(transitions$.pipe(toArray()));
    await vi.runAllTimersAsync();
    expect(await late).toEqual(await all);
    expect(await late).toHaveLength(4);
  });

  test("replays the latest 100 transitions, however many there were", async () => {
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

  test("settled stays settled: the same outcome and the transitions, and no read", async () => {
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

  test("a failure stays settled too: the very same error", async () => {
    const { client, reads } = source("FF");
    const poller = createRegistrationPoller({ client });
    const error = await poller.waitUntilRegistered().catch((error) => error);
    expect(error.code).toBe("REGISTRATION_FAILED");
    await expect(poller.waitUntilRegistered()).rejects.toBe(error);
    const told: unknown[] = [];
    poller.transitions$.subscribe({
      next: ({ resource }) => told.push(resource),
      error: (end) => told.push(end),
    });
    expect(told).toEqual(["iam", "account"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(["iam", "account", error]);
    expect(reads()).toBe(1);
  });

  test("ends with the last consumer: no timer, no listener, no further read", async () => {
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

  test("where all have left before the end, the next starts a new loop, clock and replay", async () => {
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

  test("an abort ends it for all, with the signal's own reason", async () => {
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

  test("a consumer whose handler throws changes nothing for the others", async () => {
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

  test("a poller whose promise nobody holds makes no unhandled rejection of its own", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { transitions$ } = createRegistrationPoller({ client: source("F").client });
    const end = new Promise((resolve) => {
      transitions$.subscribe({ error: ({ code }) => resolve(code) });
    });
    vi.useRealTimers();
    expect(await end).toBe("REGISTRATION_FAILED");
    // Node tells of them before the next turn of its loop.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("wrong options reject and error, and never throw in the call", async () => {
    const poller = createRegistrationPoller({ client: source("P").client, minDelay: -1 });
    await expect(poller.waitUntilRegistered()).rejects.toThrow(
      "Expected `minDelay` to be a positive number of seconds",
    );
    const late = expect(lastValueFrom(poller.transitions$)).rejects.toThrow(RangeError);
    await vi.advanceTimersByTimeAsync(1);
    await late;
  });

  test("retry() on a poller that has failed repeats the error, and neither overflows the stack nor polls", async () => {
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
    test("rejects with the signal's reason, and the poller continues for the others", async () => {
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

    test("ends the poller if it was the only consumer", async () => {
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

    test("polls nothing if the signal has aborted before", async () => {
      const { client, reads } = source("P");
      const abortSignal = AbortSignal.abort("before");
      await expect(createRegistrationPoller({ client }).waitUntilRegistered({ abortSignal })).rejects.toBe(
        "before",
      );
      expect(reads()).toBe(0);
    });
  });
});
