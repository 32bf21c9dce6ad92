// Many separate waiters on one quota: when the last of them knows, how many calls they make, and how many give up. The real
// loop with its retries, in virtual time.
import { DEFAULTS } from "../../../../src/options/defaults.js";
import { createRegistrationPoller } from "../../../../src/poller.js";
import { fullJitterMs } from "../../../../src/timing/backoff.js";
import { expectedFinish } from "../../../../src/timing/cadence.js";
import { waitUntilRegistered } from "../../../../src/wait.js";
import { inVirtualTime } from "../virtual-time.js";
import { type Service, serviceBehind } from "./quota.js";

/** How a crowd fared. */
export interface Outcome {
  readonly calls: number;
  /** When the last of those that know knew, in seconds. */
  readonly lastAt: number;
  /** Those that gave up. */
  readonly lost: number;
}

type Waiter = (service: Service) => Promise<unknown>;

export const ours: Waiter = (service) => waitUntilRegistered({ client: service.status });

/** The same cadence, but plain full jitter after a throttle. */
export const plainJitter: Waiter = jittering(expectedFinish());

/** A read every 5 s, and plain full jitter after a throttle. */
export const everyFiveSeconds: Waiter = jittering(() => 5);

function jittering(cadence: ReturnType<typeof expectedFinish>): Waiter {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  return async (service) => {
    const began = performance.now();
    let failures = 0;
    for (let attempt = 1; ; attempt++) {
      const elapsedMs = performance.now() - began;
      if (elapsedMs >= 1000 * DEFAULTS.maxWaitTime) throw new Error("It was given up");
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

/** So many that begin at the same moment. */
export function crowd(waiters: number, wait: Waiter): Promise<Outcome> {
  return inVirtualTime(1, async (clock) => {
    const service = serviceBehind(QUOTA_PER_SECOND, FINISHED_AT, clock);
    let [lastAt, lost] = [0, 0];
    const knows = () => {
      lastAt = clock.seconds();
    };
    const givesUp = () => {
      lost += 1;
    };
    await Promise.all(Array.from({ length: waiters }, () => wait(service).then(knows, givesUp)));
    return { calls: service.calls(), lastAt, lost };
  });
}

/** The earliest that so many can know: each needs a read after the end, and the quota lets so many through. */
export function earliest(waiters: number): number {
  return FINISHED_AT + Math.max(0, waiters / QUOTA_PER_SECOND - 1);
}

/** So many that share one poller. */
export function consumers(count: number): Promise<Outcome> {
  return crowd(1, (service) => {
    const poller = createRegistrationPoller({ client: service.status });
    return Promise.all(Array.from({ length: count }, () => poller.waitUntilRegistered()));
  });
}
