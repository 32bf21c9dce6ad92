/** A state, or a part of a definition. */
export type Fields = Readonly<Record<string, unknown>>;

const COMMON = ["Type", "Comment"];
const CONTINUING = ["Assign", "Output", "Next", "End"];
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  Choice: ["Choices", "Default", "Assign", "Output"],
  Fail: ["Error", "Cause"],
  Map: [
    ...["Items", "ItemProcessor", "MaxConcurrency", "Label", "ToleratedFailurePercentage", "Catch"],
    ...CONTINUING,
  ],
  Pass: CONTINUING,
  Succeed: ["Output"],
  Task: ["Resource", "Arguments", "Credentials", "TimeoutSeconds", "Retry", "Catch", ...CONTINUING],
  Wait: ["Seconds", ...CONTINUING],
};

/** Rejects a field that the interpreter does not know, so that it ignores none. @throws Error */
export function checkFields(name: string, state: Fields): void {
  const known = KNOWN[String(state["Type"])];
  if (known === undefined) throw new Error(`The interpreter has no states of the type of ${name}`);
  const unknown = Object.keys(state).filter((field) => !known.includes(field) && !COMMON.includes(field));
  if (unknown.length > 0) throw new Error(`The interpreter does not know ${unknown} of the state ${name}`);
}
