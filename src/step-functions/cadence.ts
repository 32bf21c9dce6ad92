import { CADENCE_SHAPE } from "../timing/cadence.js";
import type { AccountOptions } from "./options.js";

/**
 * Returns {@link expectedFinish} as an expression: the seconds until the next poll, from `$waited` and `$age`, the seconds since the
 * start of the wait and of the registration. A test compares the two at many points.
 *
 * A transition does not bring the next polls forward, because that would cost more transitions than it saves.
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
