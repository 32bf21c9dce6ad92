import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveWaiterOptions } from "../../src/options/waiter.js";
import { nextPollMs } from "../../src/waiting/pacing.js";
import { startOf } from "../../src/waiting/progress.js";

test("nextPollMs is between now and the deadline, or undefined, for any options", () => {
  const seconds = fc.double({ min: 0.001, max: 10_000, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const anything = [seconds, seconds, seconds, share, share, fc.option(share)] as const;
  fc.assert(
    fc.property(...anything, (maxWaitTime, minDelay, delay, elapsed, random, grace) => {
      const maxWaitMs = 1000 * maxWaitTime;
      const elapsedMs = Math.floor(maxWaitMs * elapsed);
      fc.pre(elapsedMs < maxWaitMs);
      const client = async () => ({});
      const config = { client, maxWaitTime, minDelay, cadence: () => delay, random: () => random };
      const next = nextPollMs(
        resolveWaiterOptions(config),
        {
          progress: startOf(undefined),
          changes: [],
          believed: true,
          ...(grace !== null && { graceEndsMs: elapsedMs + 1 + 30_000 * grace }),
        },
        elapsedMs,
      );
      const inMs = next ?? Number.POSITIVE_INFINITY;
      expect(inMs).toBeGreaterThan(0);
      if (next !== undefined) expect(elapsedMs + inMs).toBeLessThan(maxWaitMs);
      const lastReadMs = maxWaitMs - Math.min(1000, maxWaitMs / 10);
      if (elapsedMs < lastReadMs) expect(elapsedMs + inMs).toBeLessThanOrEqual(lastReadMs + 1e-6);
    }),
  );
});
