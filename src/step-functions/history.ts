import { expectedFinish } from "../timing/cadence.js";
import type { AccountOptions } from "./options.js";

/** Maximum number of events of an execution, which fails when it would exceed them. */
const LONGEST_HISTORY = 25_000;

/** Events of a poll and the wait after it: five of the task, two of the choice, two of the wait, and a margin of a fifth. */
const EVENTS_OF_A_POLL = 9 * 1.2;

/** Returns how many accounts' waits of the full length fit into the history of one execution; 0 if not even one fits. */
export function accountsInOneHistory(options: AccountOptions): number {
  const { interval, expected, minDelay, maxDelay, maxWaitTime } = options;
  const cadence = expectedFinish({ interval, expected });
  let polls = 1;
  for (let waited = 0; waited < maxWaitTime; polls++) {
    if (polls * EVENTS_OF_A_POLL > LONGEST_HISTORY) return 0;
    const ms = 1000 * waited;
    const delay = cadence({ attempt: polls, elapsedMs: ms, ageMs: ms, snapshot: undefined });
    // The state machine waits in whole seconds.
    waited += Math.max(1, Math.min(maxDelay, Math.max(minDelay, delay)));
  }
  return Math.floor(LONGEST_HISTORY / (polls * EVENTS_OF_A_POLL));
}
