// The loop with an observer that is not an RxJS subscriber, because a subscriber would hide events after the end.
import { describe, expect, test } from "vitest";
import { resolveWaiterOptions } from "../../src/options/waiter.js";
import type { RegistrationOperation } from "../../src/registration/operation.js";
import { type Runtime, runWait, type Wait } from "../../src/waiting/loop.js";
import { startOf } from "../../src/waiting/progress.js";
import type { Next } from "../../src/waiting/step.js";

type Event = readonly [next: Next, events?: readonly string[]];

/** Returns a wait whose calls report scripted steps as soon as they start, with a clock and timers that the test moves. */
function world(script: readonly (readonly Event[])[]) {
  const operations: RegistrationOperation[] = [];
  const log: string[] = [];
  const timers: { readonly atMs: number; readonly work: () => void }[] = [];
  let nowMs = 0;
  let canceled = 0;
  let onCancel = () => {};
  const wait: Wait<Event, string> = {
    start: startOf(undefined),
    call: (operation) => (receiver) => {
      operations.push(operation);
      for (const event of script[operations.length - 1] ?? []) receiver.next(event);
      return () => {
        canceled++;
        onCancel();
      };
    },
    step: (progress, _operation, [next, events = []]) => ({ progress, events, next }),
  };
  const runtime: Runtime = {
    elapsedMs: () => nowMs,
    timers: {
      now: () => nowMs,
      after: (ms, work) => {
        const timer = { atMs: nowMs + ms, work };
        timers.push(timer);
        return () => {
          const index = timers.indexOf(timer);
          if (index >= 0) timers.splice(index, 1);
        };
      },
    },
  };
  const run = (onNext: (event: string, stop: () => void) => void = () => {}) => {
    const options = resolveWaiterOptions({ client: async () => ({}), maxWaitTime: 20 });
    const stop = runWait(wait, options, runtime, {
      next: (event) => {
        log.push(event);
        onNext(event, () => stop());
      },
      error: (error) => log.push(String((error as { code?: string }).code ?? error)),
      complete: () => log.push("complete"),
    });
    return stop;
  };
  /** Does the work once when a call is canceled, like a source that listens to its signal. */
  const whenCanceled = (work: () => void) => {
    onCancel = () => {
      onCancel = () => {};
      work();
    };
  };
  /** Fires the first timer that is due, this many milliseconds late. */
  const fire = (lateMs = 0) => {
    const [next] = timers.sort((a, b) => a.atMs - b.atMs).splice(0, 1);
    if (next === undefined) throw new Error("no timer is left");
    nowMs = next.atMs + lateMs;
    next.work();
  };
  return { run, fire, log, operations, timers, whenCanceled, canceled: () => canceled };
}

const poll = (inMs: number): Next => ({ do: "call", operation: "GetRegisterAccountStatus", inMs });
const END: Next = { do: "end", error: undefined };

test("a wait starts with a poll, and sends a request that is due immediately without a timer", () => {
  const { run, operations, timers } = world([[[{ do: "call", operation: "RegisterAccount", inMs: 0 }]], []]);
  run();
  expect(operations).toEqual(["GetRegisterAccountStatus", "RegisterAccount"]);
  expect(timers).toHaveLength(1);
});

test("a call that ends the wait while it starts is canceled", () => {
  const { run, canceled, log, timers } = world([[[END]]]);
  run();
  expect(log).toEqual(["complete"]);
  expect(canceled()).toBe(1);
  expect(timers).toEqual([]);
});

test("an observer that stops the wait receives no further event and no end", () => {
  const { run, fire, log, timers } = world([[[poll(1000)]], [[END, ["first", "second"]]]]);
  run((_event, stop) => stop());
  fire();
  expect(log).toEqual(["first"]);
  expect(timers).toEqual([]);
});

describe("a deadline that fires", () => {
  test.each([0, 1000])("a deadline that fires %i ms late ends the wait", (lateMs) => {
    const { run, fire, log, operations } = world([]);
    run();
    fire(lateMs);
    expect(log).toEqual(["STATUS_UNREADABLE"]);
    expect(operations).toHaveLength(1);
  });

  test.each([0, 1001])(
    "a deadline that fires %i ms late does nothing if its abort stops the wait",
    (lateMs) => {
      const { run, fire, log, operations, timers, whenCanceled } = world([]);
      whenCanceled(run());
      fire(lateMs);
      expect({ log, timers, requests: operations.length }).toEqual({ log: [], timers: [], requests: 1 });
    },
  );

  test("a deadline that fires over a second late is followed by one more poll, of at most 10 s", () => {
    const { run, fire, log, operations } = world([
      [[{ do: "call", operation: "RegisterAccount", inMs: 0 }]],
      [],
    ]);
    run();
    fire(1001);
    expect(log).toEqual([]);
    expect(operations).toEqual(["GetRegisterAccountStatus", "RegisterAccount", "GetRegisterAccountStatus"]);
    fire();
    expect(log).toEqual(["STATUS_UNREADABLE"]);
  });
});
