// Many waits that share a quota of 10 requests per second: none fails, and the last one finishes soon after the earliest
// moment that the quota allows. In virtual time.
import { crowd, earliest, ours } from "../bench/contention/contention.js";
import { figure } from "./figure.js";

for (const waiters of [1000, 5000]) {
  const { lost, lastAt, calls } = await crowd(waiters, ours);
  figure(`failed waits of ${waiters}`, lost, { is: 0 });
  figure("time of the last success, relative to the earliest possible", lastAt / earliest(waiters), {
    atMost: 1.1,
  });
  figure("requests per wait", calls / waiters, { atMost: 45 });
}
