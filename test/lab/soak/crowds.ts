// Many waits that share a quota of 10 requests per second: none fails, and the last finishes soon after the earliest
// moment that the quota allows. In virtual time.
import { crowd, earliest, ours } from "../bench/contention/contention.js";
import { figure } from "./figure.js";

for (const waiters of [1000, 5000]) {
  const { lost, lastAt, calls } = await crowd(waiters, ours);
  figure(`of ${waiters} waiters, lost`, lost, { is: 0 });
  figure("last notice, against the earliest possible", lastAt / earliest(waiters), { atMost: 1.1 });
  figure("calls a waiter", calls / waiters, { atMost: 45 });
}
