import type { AccountOptions } from "./options.js";

/**
 * {@link expectedFinish} of `src/timing/cadence.ts` as an expression: seconds until the next read, from `$waited` and `$age`, the
 * seconds since the wait and since the registration began. A test compares the two at many points.
 *
 * Left out is what the library makes of the parts of a registration, which would take more of the state machine than it saves.
 */
export function cadenceExpression({
  interval,
  expected,
}: Pick<AccountOptions, "interval" | "expected">): string {
  return `$min([
    $max([1, 2 * $waited]),
    ${interval} * $max([1, $sqrt(${expected} / $max([$age, 0.000000000001])), $sqrt($max([$age, 0]) / ${2 * expected})])
  ])`;
}
