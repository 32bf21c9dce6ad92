import type { VirtualClock } from "../virtual-time.js";

/** A service whose only registration finishes after some seconds, with a quota of requests per second that all clients share. */
export interface Service {
  /** Number of requests so far, including throttled ones. */
  calls(): number;
  /** Returns the status. Throws the service's throttling error if the quota is used up. */
  status(): Promise<{ readonly customerAccountId: string; readonly accountStatus: string }>;
}

/** Creates the service with a token bucket, which AWS uses for its quotas; its burst is one second of the rate. */
export function serviceBehind(quotaPerSecond: number, finishedAt: number, clock: VirtualClock): Service {
  let calls = 0;
  let tokens = quotaPerSecond;
  let filledAt = 0;
  return {
    calls: () => calls,
    status: async () => {
      calls += 1;
      const now = clock.seconds();
      tokens = Math.min(quotaPerSecond, tokens + (now - filledAt) * quotaPerSecond);
      filledAt = now;
      if (tokens < 1) throw Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
      tokens -= 1;
      const accountStatus = now < finishedAt ? "REGISTRATION_PENDING" : "REGISTRATION_SUCCESS";
      return { customerAccountId: "123456789012", accountStatus };
    },
  };
}
