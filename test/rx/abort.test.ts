import { getEventListeners } from "node:events";
import type { Subscription } from "rxjs";
import { describe, expect, test } from "vitest";
import { waitUntilRegistered } from "../../src/index.js";
import { type Aborting, abortable, aborted, abortedBy, calling } from "../../src/rx/abort.js";

const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

function watch(signal: AbortSignal | undefined) {
  const seen: unknown[] = [];
  const subscription = aborted(signal).subscribe({
    next: () => seen.push("emitted"),
    error: (error) => seen.push({ error }),
    complete: () => seen.push("completed"),
  });
  return { seen, subscription };
}

test("aborted() emits nothing without a signal, or before it aborts", () => {
  expect(watch(undefined).seen).toEqual([]);
  expect(watch(new AbortController().signal).seen).toEqual([]);
});

/** A signal as older polyfills create it, without a reason. */
class SignalWithoutReason extends EventTarget {
  aborted = false;
  onabort = null;
  abort() {
    this.aborted = true;
    this.dispatchEvent(new Event("abort"));
  }
}

test("a signal without a reason aborts with an AbortError, as if its controller had been given none", () => {
  const signal = new SignalWithoutReason();
  const { seen } = watch(signal as unknown as AbortSignal);
  signal.abort();
  const error = expect.objectContaining({ name: "AbortError", message: "This operation was aborted" });
  expect(seen).toEqual([{ error }]);
  expect(watch(signal as unknown as AbortSignal).seen).toEqual([{ error }]);
});

test("waitUntilRegistered never rejects with undefined", async () => {
  const signal = new SignalWithoutReason();
  const waiting = waitUntilRegistered({
    client: () => new Promise(() => {}),
    abortSignal: signal as unknown as AbortSignal,
  });
  signal.abort();
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
});

describe.each([
  ["an Error", new Error("enough")],
  ["a string", "enough"],
  ["null", null],
  ["an object", { why: "enough" }],
])("the signal's reason, here %s,", (_, reason) => {
  test("aborted() errors with the signal's reason, unchanged, when the signal aborts", () => {
    const controller = new AbortController();
    const { seen } = watch(controller.signal);
    controller.abort(reason);
    expect(seen).toEqual([{ error: reason }]);
    expect((seen[0] as { error: unknown }).error).toBe(reason);
  });

  test("the reason of a signal that is already aborted is reported at once, and no listener is left", () => {
    const signal = AbortSignal.abort(reason);
    const { seen } = watch(signal);
    expect((seen[0] as { error: unknown }).error).toBe(reason);
    expect(listeners(signal)).toBe(0);
  });
});

test("an abort without a reason reports the signal's own AbortError", () => {
  const controller = new AbortController();
  const { seen } = watch(controller.signal);
  controller.abort();
  expect(seen).toEqual([{ error: controller.signal.reason }]);
  expect(controller.signal.reason).toMatchObject({ name: "AbortError" });
});

test("a signal has one listener for all subscribers, and none after the last has unsubscribed", () => {
  const { signal } = new AbortController();
  const subscriptions: Subscription[] = [];
  for (let n = 0; n < 50; n++) {
    subscriptions.push(watch(signal).subscription);
    expect(listeners(signal)).toBe(1);
  }
  for (const subscription of subscriptions) {
    expect(listeners(signal)).toBe(1);
    subscription.unsubscribe();
  }
  expect(listeners(signal)).toBe(0);
});

test("a subscriber that comes after all others have left is notified too", () => {
  const controller = new AbortController();
  watch(controller.signal).subscription.unsubscribe();
  const { seen } = watch(controller.signal);
  expect(listeners(controller.signal)).toBe(1);
  controller.abort("later");
  expect(seen).toEqual([{ error: "later" }]);
});

test("an abort notifies every subscriber once, also later ones, and leaves no listener", () => {
  const controller = new AbortController();
  const watches = [1, 2, 3].map(() => watch(controller.signal));
  controller.abort("stop");
  watches.push(watch(controller.signal));
  for (const { seen } of watches) expect(seen).toEqual([{ error: "stop" }]);
  expect(listeners(controller.signal)).toBe(0);
});

test("each signal has its own subscribers", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const [first, second] = [watch(one.signal), watch(other.signal)];
  one.abort("one");
  expect(first.seen).toEqual([{ error: "one" }]);
  expect(second.seen).toEqual([]);
  expect(listeners(other.signal)).toBe(1);
});

describe("abortable work", () => {
  /** Work that the test settles, and its subscription. */
  function begun() {
    let resolve: (value: string) => void = () => {};
    const promise = new Promise<string>((settle) => {
      resolve = settle;
    });
    let aborting: Aborting | undefined;
    const subscription = abortable((given) => {
      aborting = given;
      return promise;
    }).subscribe();
    return { subscription, resolve: (value: string) => resolve(value), signal: () => aborting?.abortSignal };
  }

  test("abortable work has one signal, which aborts on unsubscribe", () => {
    const { subscription, signal } = begun();
    const first = signal();
    expect(first?.aborted).toBe(false);
    expect(signal()).toBe(first);
    subscription.unsubscribe();
    expect(first?.aborted).toBe(true);
  });

  test("abortable work that first reads its signal after unsubscribe finds it aborted", () => {
    const { subscription, signal } = begun();
    subscription.unsubscribe();
    expect(signal()?.aborted).toBe(true);
  });

  test("abortable work that has settled is not aborted later", async () => {
    const { subscription, resolve, signal } = begun();
    resolve("done");
    await new Promise((settle) => setImmediate(settle));
    expect(subscription.closed).toBe(true);
    expect(signal()?.aborted).toBe(false);
  });
});

describe("abortedBy()", () => {
  const signalOf = async ({ abortSignal }: Aborting) => abortSignal;

  test("work inside of a call gets the signal of the call, and other work one of its own", async () => {
    const { signal } = new AbortController();
    expect(await abortedBy({ abortSignal: signal }, signalOf)).not.toBe(signal);
    const both = await new Promise((next, error) => {
      calling(async (aborting) => [aborting.abortSignal, await abortedBy(aborting, signalOf)])({
        next,
        error,
      });
    });
    const [outer, inner] = both as readonly AbortSignal[];
    expect(inner).toBe(outer);
  });

  test("work inside of a call that was canceled before is not started", async () => {
    const started: string[] = [];
    const inner = new Promise<void>((resolve, reject) => {
      const cancel = calling(async (aborting) => {
        await undefined;
        const work = async () => void started.push("inner");
        await abortedBy(aborting, work).then(resolve, reject);
      })({ next: resolve, error: reject });
      cancel();
    });
    await expect(inner).rejects.toMatchObject({ name: "AbortError" });
    expect(started).toEqual([]);
  });
});
