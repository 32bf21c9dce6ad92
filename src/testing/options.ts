import { resolveTimeline } from "./account/timeline-option.js";
import type { Timeline, TimelineName } from "./account/timelines.js";
import { type Clock, realTime, steady } from "./clock.js";
import { expectNumber, expectObject, expectOneOf, wrong } from "./expectations.js";
import type { FaultPlan } from "./faults/faults.js";
import { type CheckedPlan, checkPlan } from "./faults/plan.js";
import { deepFreeze } from "./frozen.js";
import type { EmulatorCredentials } from "./http/signature.js";
import { type ThrottleHint, throttleHints } from "./http/throttling.js";

export interface EmulatorQuota {
  /** Requests that are answered in a second of `now`, whatever the `timeScale`; above 0. */
  readonly rate: number;
  /** Requests that are answered at once after a quiet time; at least 1. @default `rate`, or 1 where that is below 1 */
  readonly burst?: number | undefined;
  /** Where a throttled answer says when to come back. @default "none" */
  readonly hint?: ThrottleHint | undefined;
  /** Seconds that the hint asks for; 0 or more. @default 1 */
  readonly retryAfter?: number | undefined;
}

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

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly timeline: Timeline;
  readonly timeScale: number;
  readonly now: Clock;
  readonly customerAccountId: string;
  readonly port: number;
  readonly credentials: EmulatorCredentials | undefined;
  readonly quota: { readonly [Name in keyof EmulatorQuota]-?: NonNullable<EmulatorQuota[Name]> } | undefined;
  readonly faults: CheckedPlan;
}

/** Every default, once. */
export const emulatorDefaults: {
  readonly timeline: TimelineName;
  readonly timeScale: number;
  readonly customerAccountId: string;
  readonly port: number;
  readonly hint: ThrottleHint;
  readonly retryAfter: number;
  readonly faults: FaultPlan;
} = deepFreeze({
  timeline: "notRegistered",
  timeScale: 1,
  customerAccountId: "123456789012",
  port: 0,
  hint: "none",
  retryAfter: 1,
  faults: [],
});

/** Checks the options and fills in the defaults; throws a TypeError or a RangeError that names the option. */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  const {
    timeline = emulatorDefaults.timeline,
    timeScale = emulatorDefaults.timeScale,
    customerAccountId = emulatorDefaults.customerAccountId,
    port = emulatorDefaults.port,
    now = realTime(),
    credentials,
    quota,
    faults = emulatorDefaults.faults,
  } = options;
  expectNumber("timeScale", timeScale, "a positive number", (value) => value > 0);
  if (typeof now !== "function") throw wrong("now", "a function", now);
  expectNumber("port", port, "an integer from 0 to 65535", isPort);
  if (typeof customerAccountId !== "string" || !/^\d{12}$/.test(customerAccountId)) {
    throw wrong("customerAccountId", "a string of 12 digits", customerAccountId);
  }
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

function resolveCredentials(credentials: EmulatorCredentials): EmulatorCredentials {
  expectObject("credentials", credentials);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const given = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "string" && value !== "") continue;
    // The type, not the value: a secret of a wrong type is still a secret.
    const got = value === "" ? "the empty string" : typeof value;
    throw new TypeError(`Expected \`credentials.${name}\` to be a non-empty string, got ${got}`);
  }
  return given;
}

function resolveQuota(option: EmulatorQuota): ResolvedOptions["quota"] {
  expectObject("quota", option);
  const { rate, hint = emulatorDefaults.hint, retryAfter = emulatorDefaults.retryAfter } = option;
  const { burst = Math.max(1, rate) } = option;
  expectNumber("quota.rate", rate, "a positive number of requests a second", (value) => value > 0);
  expectNumber("quota.burst", burst, "a number of at least 1", (value) => value >= 1);
  expectOneOf("quota.hint", hint, throttleHints);
  expectNumber("quota.retryAfter", retryAfter, "a number of seconds, 0 or more", (value) => value >= 0);
  return { rate, burst, hint, retryAfter };
}

const isPort = (value: number) => Number.isInteger(value) && value >= 0 && value <= 65_535;
