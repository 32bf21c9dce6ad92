import { type TimelineName, timelineNames } from "../testing/account/timelines.js";

/** A name in the spelling of options. */
export type KebabCase<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `-${Lowercase<Letter>}`}${KebabCase<Rest>}`
  : "";

export function kebabCase<Name extends string>(name: Name): KebabCase<Name> {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) as KebabCase<Name>;
}

/** A timeline of the emulator, as the command line spells it. */
export type Scenario = KebabCase<TimelineName>;

export const scenarios: readonly Scenario[] = timelineNames.map(kebabCase);

/** Emulated seconds in a second of a demo: five minutes take ten seconds. */
export const DEMO_TIME_SCALE = 30;

/** The scenario of a demo: the current mode, with IAM as its only resource. */
export const DEFAULT_SCENARIO: Scenario = "registers";

export function timelineOf(scenario: Scenario): TimelineName | undefined {
  return timelineNames.find((name) => kebabCase(name) === scenario);
}
