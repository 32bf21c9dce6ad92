import { rejectUnknown } from "../text/expected.js";
import type { Timeline } from "./account/timeline.js";
import { resolveTimeline, type TimelineName } from "./account/timelines.js";
import { expectNumber, expectObject, wrong } from "./checks.js";
import { type Clock, realTime, steady } from "./clock.js";
import { type CheckedPlan, checkPlan, type FaultPlan } from "./faults/plan.js";
import { deepFreeze } from "./frozen.js";
import { type EmulatorQuota, type ResolvedQuota, resolveQuota } from "./http/quota.js";
import { type EmulatorCredentials, resolveCredentials } from "./http/signature.js";

/** How an emulator behaves. */
export interface EmulatorOptions {
  /** How the account behaves: the name of a timeline, or your own. @default "notRegistered" */
  readonly timeline?: TimelineName | Timeline | undefined;
  /** Emulated seconds that pass in one second, above 0; 60 makes the five minutes of a registration 5 s. @default 1 */
  readonly timeScale?: number | undefined;
  /**
   * Where the account's time comes from, the quota's too: a function that tells it in epoch milliseconds. With one of its
   * own, a test moves that time by hand, at once and exactly. One that goes back stands still instead. Signatures and the
   * `Date` header go by the system's clock all the same.
   *
   * @default real time: the system's clock when the emulator starts, and monotonic from there
   */
  readonly now?: (() => number) | undefined;
  /** The account's id in the answers, 12 digits. @default "123456789012" */
  readonly customerAccountId?: string | undefined;
  /** The port to listen on, 0 to 65535; 0 takes any that is free. @default 0 */
  readonly port?: number | undefined;
  /** The only identity that is let in, its SigV4 signature checked; any region will do. @default everybody is let in, signed or not */
  readonly credentials?: EmulatorCredentials | undefined;
  /** Throttles the two operations together, as the service does (20 requests a second there). @default no limit */
  readonly quota?: EmulatorQuota | undefined;
  /** Which requests go wrong, and how; `inject()` changes it while the emulator runs. @default none */
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

/** Options with every default filled in. */
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

/** Every default, once. */
export const emulatorDefaults: {
  readonly timeline: TimelineName;
  readonly timeScale: number;
  readonly customerAccountId: string;
  readonly port: number;
  readonly faults: FaultPlan;
} = deepFreeze({
  timeline: "notRegistered",
  timeScale: 1,
  customerAccountId: "123456789012",
  port: 0,
  faults: [],
});

/** Checks the options and fills in the defaults; throws a TypeError or a RangeError that names the option. */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  expectObject("options", options, "an object");
  rejectUnknown("an option", options, Object.keys(KNOWN));
  const {
    timeline = emulatorDefaults.timeline,
    timeScale = emulatorDefaults.timeScale,
    now = realTime(),
    customerAccountId = emulatorDefaults.customerAccountId,
    port = emulatorDefaults.port,
    credentials,
    quota,
    faults = emulatorDefaults.faults,
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
