// Deliberate differences of the entry points from the library, with their reasons. In every other trait they equal it.
import { type Expected, expectedOf, type Traits } from "./model.js";
import type { Counts } from "./service.js";
import type { Situation } from "./situation.js";

export interface Deliberate {
  readonly trait: keyof Traits;
  readonly entryPoints: readonly string[];
  readonly what: string;
  readonly reason: string;
}

export const DELIBERATE: readonly Deliberate[] = [
  {
    trait: "accessGrace",
    entryPoints: ["provider", "single-handler"],
    what: '"Access denied" is transient during the first 30 s.',
    reason: "A stack often creates the role of the function, and IAM is eventually consistent.",
  },
  {
    trait: "unreachableIsTransient",
    entryPoints: ["provider", "single-handler", "state-machine"],
    what: "A service that has never been reached is retried until the deadline, not for 10 s.",
    reason:
      "A failing stack is rolled back, and its region is known to have the service; a state machine cannot see why a request failed.",
  },
  {
    trait: "laterResultIsOwn",
    entryPoints: ["provider", "single-handler"],
    what: "A result that is newer than the request counts as the request's own, whoever registered the account.",
    reason: "A handler keeps no state: a copy of the same request may have registered the account already.",
  },
  {
    trait: "pollsAfterDeadline",
    entryPoints: ["provider"],
    what: "A registration whose response was lost at the deadline is reported as pending if it is visible by then.",
    reason: "`isComplete` polls again after `onEvent` has used up the time.",
  },
];

export type Expectation = Expected;

/** Returns the outcome that an entry point with these traits must have in a situation. */
export const expectationOf = (situation: Situation, traits: Traits): Expectation =>
  expectedOf(situation, traits);

/** Returns the three counts without other members, for a comparison. */
export const countsOfMode = ({ accepted, lost, rejected }: Counts): Counts => ({ accepted, lost, rejected });
