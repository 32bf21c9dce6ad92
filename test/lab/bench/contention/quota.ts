import type { VirtualClock } from "../virtual-time.js";

/** An account that finishes after so many seconds, behind a quota of requests a second that all its readers share. */
export interface Service {
  /** Calls so far, throttled ones included. */
  calls(): number;
  /** Throws the service's own throttling error where the quota is used up. */
  status(): Promise<{ readonly customerAccountId: string; readonly accountStatus: string }>;
}

/** A token bucket, which is what AWS says its quotas are, as deep as a second fills it. */
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
