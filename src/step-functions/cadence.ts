import { CADENCE_SHAPE } from "../timing/cadence.js";
import type { AccountOptions } from "./options.js";

/**
 * {@link expectedFinish} of `src/timing/cadence.ts` as an expression: seconds until the next read, from `$waited` and `$age`, the
 * seconds since the wait and since the registration began. A test compares the two at many points.
 *
 * Left out is that a transition brings the next reads forward, which would take more of the state machine than it saves.
 */
export function cadenceExpression({
  interval,
  expected,
}: Pick<AccountOptions, "interval" | "expected">): string {
  const { brisk, longest, near, overdue } = CADENCE_SHAPE;
  const age = `($max([$age, 0.000000001]) / ${expected})`;
  return `$min([
    $waited < ${brisk} ? 1 : 2 * $waited,
    ${interval} * $max([1, $min([${longest}, ${near} / ${age}]), $power(${age} / ${overdue}, 0.25)])
  ])`;
}
