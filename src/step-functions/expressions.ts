// JSONata, of the version that Step Functions knows (2.0.6). What it has no value for ends the execution, so every expression
// gives one, `null` where there is none; and `and` may look at both sides, so what must not be looked at stands in a `? :`.

/** An expression as a state's field takes it: one line between its marks. */
export function jsonata(expression: string): string {
  return `{% ${expression.replace(/\s*\n\s*/g, " ").trim()} %}`;
}

/** Returns a text as an expression. JSONata knows no `\'`, and JSON would escape a quotation mark. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\u0027").replace(/"/g, "\\u0022")}'`;
}

/** When the state was entered, in epoch milliseconds: the clock of a state machine. */
export const NOW = "$toMillis($states.context.State.EnteredTime)";
