import { setTimeout } from "node:timers/promises";

/** The time of executions, in epoch milliseconds. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs an execution. Virtual time stands still while it works. */
  run<T>(execution: () => Promise<T>): Promise<T>;
  /** Waits for other executions. Virtual time may pass meanwhile. */
  join<T>(others: Promise<T>): Promise<T>;
  /** Returns the executions' time that corresponds to a time of this machine's clock. */
  at(wallClockMs: number): number;
}

/** Time that passes only if every execution sleeps, and then immediately, so that nothing depends on the speed of the machine. */
export function virtualClock(start: number): Clock {
  let now = start;
  let working = 0;
  let sleeping: { readonly until: number; readonly wake: () => void }[] = [];

  const stopWorking = () => {
    working -= 1;
    // Later, because a caller that waited for an ended execution continues in between.
    setImmediate(() => {
      if (working > 0 || sleeping.length === 0) return;
      now = Math.max(now, Math.min(...sleeping.map(({ until }) => until)));
      const due = sleeping.filter(({ until }) => until <= now);
      sleeping = sleeping.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
    });
  };
  const idle = async <T>(waiting: Promise<T>): Promise<T> => {
    stopWorking();
    try {
      return await waiting;
    } finally {
      working += 1;
    }
  };
  return {
    now: () => now,
    sleep: (ms) =>
      ms <= 0
        ? Promise.resolve()
        : idle(new Promise<void>((wake) => sleeping.push({ until: now + ms, wake }))),
    run: async (execution) => {
      working += 1;
      try {
        return await execution();
      } finally {
        stopWorking();
      }
    },
    join: idle,
    at: (wallClockMs) => wallClockMs,
  };
}

/** This machine's time, faster by a factor. */
export function scaledClock(scale: number): Clock {
  const start = Date.now();
  const began = performance.now();
  return {
    now: () => start + (performance.now() - began) * scale,
    sleep: async (ms) => void (ms > 0 && (await setTimeout(ms / scale))),
    run: (execution) => execution(),
    join: (others) => others,
    at: (wallClockMs) => start + (wallClockMs - start) * scale,
  };
}
