// JSONata, of the version that Step Functions knows (2.0.6). What it has no value for ends the execution, so every expression
// gives one, `null` where there is none; and `and` may look at both sides, so what must not be looked at stands in a `? :`.

/** An expression as a state's field takes it: one line between its marks. */
export function jsonata(expression: string): string {
  return `{% ${expression.replace(/\s*\n\s*/g, " ").trim()} %}`;
}

/** A text in an expression. */
export function literal(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

/** When the state was entered, in epoch milliseconds: the clock of a state machine. */
export const NOW = "$toMillis($states.context.State.EnteredTime)";

/**
 * `$ms(time)`: epoch milliseconds of a time in an answer, `null` where it is none. AWS documents no format for the times in the
 * results of SDK integrations, so a text of ISO 8601, epoch seconds and epoch milliseconds are all read.
 */
const MS = String.raw`
  $ms := function($time) {
    $type($time) = 'number' ? ($time < 100000000000 ? 1000 * $time : $time)
    : $type($time) = 'string'
      ? ($contains($time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/) ? $toMillis($time) : null)
    : null
  };`;

/** `$reached(answer)`: when an answer's state was reached, by the service's clock. */
export const REACHED: string = `${MS}
  $reached := function($of) {(
    $modified := $ms($of.LastModificationTime);
    $modified = null ? $ms($of.CreationTime) : $modified
  )};`;
