import { rejectUnknown } from "../text/expected.js";
import type { Timeline } from "./account/timeline.js";
import { resolveTimeline, type TimelineName } from "./account/timelines.js";
import { expectNumber, expectObject, wrong } from "./checks.js";
import { type Clock, realTime, steady } from "./clock.js";
import { type CheckedPlan, checkPlan, type FaultPlan } from "./faults/plan.js";
import { type EmulatorQuota, type ResolvedQuota, resolveQuota } from "./http/quota.js";
import { type EmulatorCredentials, resolveCredentials } from "./http/signature.js";

/** Options of `startEmulator()`. */
export interface EmulatorOptions {
  /** Timeline of the account: a built-in name or your own. @default "notRegistered" */
  readonly timeline?: TimelineName | Timeline | undefined;
  /** Emulated seconds per second, above 0. At 60, a registration of five minutes takes 5 s. @default 1 */
  readonly timeScale?: number | undefined;
  /**
   * Clock of the account and the quota: a function that returns epoch milliseconds, from 2000 to 2200. Pass your own to advance
   * the time in a test. If it goes back, the emulator's time stands still. Signatures and the `Date` header use the system clock.
   *
   * @default real time: the system clock when the emulator starts, monotonic from then on
   */
  readonly now?: (() => number) | undefined;
  /** Account ID in the responses, 12 digits. @default "123456789012" */
  readonly customerAccountId?: string | undefined;
  /** Port to listen on, 0 to 65535; 0 picks a free port. @default 0 */
  readonly port?: number | undefined;
  /** The only identity that is accepted; its SigV4 signature is checked, for any region. @default all requests are accepted */
  readonly credentials?: EmulatorCredentials | undefined;
  /** Request quota of the two operations: `rate` per second (the service's is 20), `burst`, `hint` and `retryAfter`. @default no limit */
  readonly quota?: EmulatorQuota | undefined;
  /** Faults to inject; `inject()` replaces them while the emulator runs. @default none */
  readonly faults?: FaultPlan | undefined;
}

const KNOWN: { readonly [Name in keyof EmulatorOptions]-?: true } = {
  timeline: true,
  timeScale: true,
  now: true,
  customerAccountId: true,
  port: true,
  credentials: true,
  quota: true,
  faults: true,
};

/** Options with the defaults applied. */
export interface ResolvedOptions {
  readonly timeline: Timeline;
  readonly timeScale: number;
  readonly now: Clock;
  readonly customerAccountId: string;
  readonly port: number;
  readonly credentials: EmulatorCredentials | undefined;
  readonly quota: ResolvedQuota | undefined;
  readonly faults: CheckedPlan;
}

export const emulatorDefaults = { timeScale: 1, port: 0 } as const;

/**
 * Checks the options and applies the defaults.
 *
 * @throws TypeError or RangeError that names the invalid option.
 */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  expectObject("options", options, "an object");
  rejectUnknown("an option", options, Object.keys(KNOWN));
  const {
    timeline = "notRegistered",
    timeScale = emulatorDefaults.timeScale,
    now = realTime(),
    customerAccountId = "123456789012",
    port = emulatorDefaults.port,
    credentials,
    quota,
    faults = [],
  } = options;
  expectNumber("timeScale", timeScale, "a positive number", (value) => value > 0);
  if (typeof now !== "function") throw wrong("now", "a function", now);
  if (typeof customerAccountId !== "string" || !/^\d{12}$/.test(customerAccountId)) {
    throw wrong("customerAccountId", "a string of 12 digits", customerAccountId);
  }
  expectNumber("port", port, "an integer from 0 to 65535", isPort);
  return {
    timeline: resolveTimeline(timeline),
    timeScale,
    now: steady(now),
    customerAccountId,
    port,
    credentials: credentials === undefined ? undefined : resolveCredentials(credentials),
    quota: quota === undefined ? undefined : resolveQuota(quota),
    faults: checkPlan(faults),
  };
}

const isPort = (value: number) => Number.isInteger(value) && value >= 0 && value <= 65_535;
