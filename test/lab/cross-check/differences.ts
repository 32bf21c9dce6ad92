// In what the entry points differ on purpose, each with its reason. Everything else is the same in all of them.
import { type Expected, expectedOf, type Traits } from "./model.js";
import type { Counts } from "./service.js";
import type { Situation } from "./situation.js";

export interface Deliberate {
  readonly trait: keyof Traits;
  readonly doors: readonly string[];
  readonly what: string;
  readonly reason: string;
}

export const DELIBERATE: readonly Deliberate[] = [
  {
    trait: "accessGrace",
    doors: ["provider", "single-handler"],
    what: '"Access denied" is transient for the first 30 s.',
    reason: "A stack often creates the role of the function, and IAM is eventually consistent.",
  },
  {
    trait: "unreachableIsTransient",
    doors: ["provider", "single-handler", "state-machine"],
    what: "A service that has never been reached is tried until the deadline, not for 10 s.",
    reason:
      "A stack that fails is rolled back, and its region is known to have the service; a state machine does not see why a request failed.",
  },
  {
    trait: "laterResultIsOwn",
    doors: ["provider", "single-handler"],
    what: "A result that the service reached after the request was made is the request's own, whoever registered.",
    reason:
      "A handler remembers nothing: a copy of the same request may have registered the account already.",
  },
  {
    trait: "pollsAfterDeadline",
    doors: ["provider"],
    what: "A registration whose response was lost at the deadline is reported as pending if it has become visible.",
    reason: "`isComplete` polls once more after `onEvent` has used up the time.",
  },
];

export type Expectation = Expected;

/** What a situation must come to at an entry point with these traits. */
export const expectationOf = (situation: Situation, traits: Traits): Expectation =>
  expectedOf(situation, traits);

/** The counts alone, whatever else is beside them. */
export const countsOfMode = ({ accepted, lost, rejected }: Counts): Counts => ({ accepted, lost, rejected });
