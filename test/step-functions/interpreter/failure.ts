/** An error as Amazon States Language has it: a name, and a text. */
export class StateFailure extends Error {
  override readonly name = "StateFailure";
  readonly error: string;
  readonly errorCause: string;

  constructor(error: string, errorCause: string) {
    super(`${error}: ${errorCause}`);
    this.error = error;
    this.errorCause = errorCause;
  }
}

/** What `States.ALL` does not catch. */
const UNCATCHABLE: readonly string[] = ["States.DataLimitExceeded", "States.Runtime"];

/** Whether a `Retry` or a `Catch` that names these errors is meant. */
export function matches({ error }: StateFailure, errorEquals: readonly string[]): boolean {
  if (errorEquals.includes(error)) return true;
  if (errorEquals.includes("States.ALL")) return !UNCATCHABLE.includes(error);
  return errorEquals.includes("States.TaskFailed") && !error.startsWith("States.");
}
