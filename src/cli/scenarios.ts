import type { TimelineName } from "../testing/index.js";

type KebabCase<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `-${Lowercase<Letter>}`}${KebabCase<Rest>}`
  : "";

/** A timeline of the emulator, as the command line spells it. */
export type Scenario = KebabCase<TimelineName>;

// Written out, so that only a command that needs the emulator loads it; the types see that none is missing.
const TIMELINES: { readonly [Name in TimelineName as KebabCase<Name>]: Name } = {
  registers: "registers",
  "registers-instantly": "registersInstantly",
  "registers-with-timestream": "registersWithTimestream",
  "fails-iam": "failsIam",
  "fails-timestream": "failsTimestream",
  "fails-both": "failsBoth",
  "fails-then-registers": "failsThenRegisters",
  "never-settles": "neverSettles",
  "not-registered": "notRegistered",
  "outdated-result": "outdatedResult",
  "unknown-status": "unknownStatus",
  "loses-timestream": "losesTimestream",
};

export const scenarios: readonly Scenario[] = Object.keys(TIMELINES) as Scenario[];

/** Emulated seconds per second of a demo: five minutes take ten seconds. */
export const DEMO_TIME_SCALE = 30;

/** The scenario of a demo: the current mode, in which IAM is the only resource of the account. */
export const DEFAULT_SCENARIO: Scenario = "registers";

export function timelineOf(scenario: Scenario): TimelineName {
  return TIMELINES[scenario];
}
