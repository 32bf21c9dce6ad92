import { expectedFinish } from "../timing/cadence.js";
import type { AccountOptions } from "./options.js";

/** The most events that an execution's history may have: it fails with the next one. */
const LONGEST_HISTORY = 25_000;

/**
 * What a read and the wait after it add to the history: five events of the task, two of the choice, two of the wait. A read that
 * fails and is tried again adds up to six more, but is waited for longer, so a fifth on top is enough.
 */
const EVENTS_OF_A_READ = 9 * 1.2;

/** How many accounts' waits of the full length one execution's history holds; 0 where it holds not even one. */
export function accountsInOneHistory(options: AccountOptions): number {
  const { interval, expected, minDelay, maxDelay, maxWaitTime } = options;
  const cadence = expectedFinish({ interval, expected });
  let reads = 1;
  for (let waited = 0; waited < maxWaitTime; reads++) {
    if (reads * EVENTS_OF_A_READ > LONGEST_HISTORY) return 0;
    const ms = 1000 * waited;
    const delay = cadence({ attempt: reads, elapsedMs: ms, ageMs: ms, snapshot: undefined });
    // Waits are whole seconds.
    waited += Math.max(1, Math.min(maxDelay, Math.max(minDelay, delay)));
  }
  return Math.floor(LONGEST_HISTORY / (reads * EVENTS_OF_A_READ));
}
