import { setTimeout } from "node:timers/promises";

/** The time that executions live by, in epoch milliseconds. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs an execution: while one is at work, time may not pass. */
  run<T>(execution: () => Promise<T>): Promise<T>;
  /** Waits for other executions: meanwhile, time may pass. */
  join<T>(others: Promise<T>): Promise<T>;
  /** When that was which this machine's clock showed as such. */
  at(wallClockMs: number): number;
}

/** Time that passes only when every execution sleeps, and then at once: nothing depends on how fast the machine is. */
export function virtualClock(start: number): Clock {
  let now = start;
  let working = 0;
  let sleeping: { readonly until: number; readonly wake: () => void }[] = [];

  const stopWorking = () => {
    working -= 1;
    // Later, as who waits for an execution that ended goes on in between.
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

/** This machine's time, so many times as fast. */
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
