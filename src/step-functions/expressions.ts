// JSONata 2.0.6, the version of Step Functions. An expression without a value ends the execution, so every expression has one, at
// least `null`. `and` may evaluate both sides, so `? :` guards an operand that could fail.

/** Returns an expression as the value of a field: one line between its marks. */
export function jsonata(expression: string): string {
  return `{% ${expression.replace(/\s*\n\s*/g, " ").trim()} %}`;
}

/** Returns a text as an expression. JSONata has no `\'`, and JSON would escape a quotation mark. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\u0027").replace(/"/g, "\\u0022")}'`;
}

/** Expression of the time at which the state was entered, in epoch milliseconds: the clock of a state machine. */
export const NOW = "$toMillis($states.context.State.EnteredTime)";
