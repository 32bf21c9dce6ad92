import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { sharing } from "../../../src/client/built-in/sharing.js";

/** Returns work that is settled by hand, and the number of its starts. */
function manual() {
  const started: { resolve(value: string): void; reject(reason: unknown): void }[] = [];
  const work = () =>
    new Promise<string>((resolve, reject) => {
      started.push({ resolve, reject });
    });
  return { started, work };
}

test("calls share work that is under way, and start it again after it has ended", async () => {
  const { started, work } = manual();
  const shared = sharing<string>();
  const first = [shared(work), shared(work)];
  expect(started).toHaveLength(1);
  started[0]?.resolve("one");
  expect(await Promise.all(first)).toEqual(["one", "one"]);
  const second = shared(work);
  started[1]?.resolve("two");
  expect(await second).toBe("two");
});

test("work that fails rejects all of its calls, and is started again by the next one", async () => {
  const { started, work } = manual();
  const shared = sharing<string>();
  const calls = [shared(work), shared(work)];
  started[0]?.reject("no");
  expect(await Promise.allSettled(calls)).toEqual([
    { status: "rejected", reason: "no" },
    { status: "rejected", reason: "no" },
  ]);
  void shared(work);
  expect(started).toHaveLength(2);
});

test("work is not started for a signal that has aborted", async () => {
  const { started, work } = manual();
  await expect(sharing<string>()(work, AbortSignal.abort("enough"))).rejects.toBe("enough");
  expect(started).toHaveLength(0);
});

test("the call after an abort starts the work again, and earlier calls continue to wait", async () => {
  const { started, work } = manual();
  const shared = sharing<string>();
  const controller = new AbortController();
  const earlier = [shared(work), shared(work, controller.signal)];
  controller.abort();
  const later = shared(work);
  expect(started).toHaveLength(2);
  // The end of the abandoned work does not end the sharing of the later one.
  started[0]?.resolve("old");
  expect(await Promise.all(earlier)).toEqual(["old", "old"]);
  const latest = shared(work);
  expect(started).toHaveLength(2);
  started[1]?.resolve("new");
  expect(await Promise.all([later, latest])).toEqual(["new", "new"]);
});

test("work that has ended leaves no listener on the signals of its calls", async () => {
  const { started, work } = manual();
  const { signal } = new AbortController();
  const call = sharing<string>()(work, signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  started[0]?.resolve("one");
  await call;
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("work is under way until it ends, or until a call that shares it is aborted", async () => {
  const { started, work } = manual();
  const shared = sharing<string>();
  expect(shared.underWay()).toBe(false);
  const call = shared(work);
  expect(shared.underWay()).toBe(true);
  started[0]?.resolve("one");
  await call;
  expect(shared.underWay()).toBe(false);
  const controller = new AbortController();
  void shared(work, controller.signal);
  controller.abort();
  expect(shared.underWay()).toBe(false);
});
