import { expectedFinish } from "../timing/cadence.js";
import type { AccountOptions } from "./options.js";

/** Maximum number of events of an execution, which fails when it would exceed them. */
const LONGEST_HISTORY = 25_000;

/** Polls that fit, each with its wait: five events of the task, two of the choice, two of the wait, and a margin of a fifth. */
const MOST_POLLS = LONGEST_HISTORY / (9 * 1.2);

/** Returns how many accounts' waits of the full length fit into the history of one execution; 0 if not even one fits. */
export function accountsInOneHistory(options: AccountOptions): number {
  const { interval, expected, minDelay, maxDelay, maxWaitTime } = options;
  const cadence = expectedFinish({ interval, expected });
  let polls = 1;
  for (let waited = 0; waited < maxWaitTime && polls <= MOST_POLLS; polls++) {
    const ms = 1000 * waited;
    const delay = cadence({ attempt: polls, elapsedMs: ms, ageMs: ms, snapshot: undefined });
    // The state machine waits in whole seconds.
    waited += Math.max(1, Math.min(maxDelay, Math.max(minDelay, delay)));
  }
  return Math.floor(MOST_POLLS / polls);
}
