/** A state, or a part of a definition. */
export type Fields = Readonly<Record<string, unknown>>;

const COMMON = ["Type", "Comment"];
const GOING_ON = ["Assign", "Output", "Next", "End"];
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  Choice: ["Choices", "Default", "Assign", "Output"],
  Fail: ["Error", "Cause"],
  Map: [
    ...["Items", "ItemProcessor", "MaxConcurrency", "Label", "ToleratedFailurePercentage", "Catch"],
    ...GOING_ON,
  ],
  Pass: GOING_ON,
  Succeed: ["Output"],
  Task: ["Resource", "Arguments", "Credentials", "TimeoutSeconds", "Retry", "Catch", ...GOING_ON],
  Wait: ["Seconds", ...GOING_ON],
};

/** The interpreter knows what the state machines use. What it does not know it refuses, so that nothing passes unread. */
export function checkFields(name: string, state: Fields): void {
  const known = KNOWN[String(state["Type"])];
  if (known === undefined) throw new Error(`The interpreter has no states of the type of ${name}`);
  const unknown = Object.keys(state).filter((field) => !known.includes(field) && !COMMON.includes(field));
  if (unknown.length > 0) throw new Error(`The interpreter does not know ${unknown} of the state ${name}`);
}
