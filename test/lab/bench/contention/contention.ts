// Measures separate waits that share one quota: when the last one learns the result, and how many requests and failed waits there
// are. The library's real polling loop and retries, in virtual time.
import { DEFAULTS } from "../../../../src/options/defaults.js";
import { createRegistrationPoller } from "../../../../src/poller.js";
import { fullJitterMs } from "../../../../src/timing/backoff.js";
import { expectedFinish } from "../../../../src/timing/cadence.js";
import { waitUntilRegistered } from "../../../../src/wait.js";
import { inVirtualTime } from "../virtual-time.js";
import { type Service, serviceBehind } from "./quota.js";

/** Result of many concurrent waits. */
export interface Outcome {
  /** Number of requests, including throttled ones. */
  readonly calls: number;
  /** Time at which the last successful wait learned the result, in seconds. */
  readonly lastAt: number;
  /** Number of waits that failed. */
  readonly lost: number;
}

type Waiter = (service: Service) => Promise<unknown>;

export const ours: Waiter = (service) => waitUntilRegistered({ client: service.status });

/** The same cadence, with plain full jitter after throttling. */
export const plainJitter: Waiter = jittering(expectedFinish());

/** A poll every 5 s, with plain full jitter after throttling. */
export const everyFiveSeconds: Waiter = jittering(() => 5);

function jittering(cadence: ReturnType<typeof expectedFinish>): Waiter {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  return async (service) => {
    const began = performance.now();
    let failures = 0;
    for (let attempt = 1; ; attempt++) {
      const elapsedMs = performance.now() - began;
      if (elapsedMs >= 1000 * DEFAULTS.maxWaitTime) throw new Error("The wait timed out");
      const status = await service.status().catch(() => undefined);
      if (status?.accountStatus === "REGISTRATION_SUCCESS") return;
      failures = status ? 0 : failures + 1;
      const pending = { attempt, elapsedMs, ageMs: elapsedMs, snapshot: undefined };
      await pause(status ? 1000 * cadence(pending) : fullJitterMs(failures, Math.random));
    }
  };
}

const QUOTA_PER_SECOND = 10;
const FINISHED_AT = 300;

/** Runs concurrent waits that start at the same moment. */
export function crowd(waiters: number, wait: Waiter): Promise<Outcome> {
  return inVirtualTime(1, async (clock) => {
    const service = serviceBehind(QUOTA_PER_SECOND, FINISHED_AT, clock);
    let [lastAt, lost] = [0, 0];
    const succeed = () => {
      lastAt = clock.seconds();
    };
    const fail = () => {
      lost += 1;
    };
    await Promise.all(Array.from({ length: waiters }, () => wait(service).then(succeed, fail)));
    return { calls: service.calls(), lastAt, lost };
  });
}

/** Returns the earliest time at which all waits can know the result: each needs a poll after the end, limited by the quota. */
export function earliest(waiters: number): number {
  return FINISHED_AT + Math.max(0, waiters / QUOTA_PER_SECOND - 1);
}

/** Runs concurrent consumers of one poller. */
export function consumers(count: number): Promise<Outcome> {
  return crowd(1, (service) => {
    const poller = createRegistrationPoller({ client: service.status });
    return Promise.all(Array.from({ length: count }, () => poller.waitUntilRegistered()));
  });
}
