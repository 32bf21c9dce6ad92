/** An error of Amazon States Language: a name and a text. */
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

/** Errors that `States.ALL` does not catch. */
const UNCATCHABLE: readonly string[] = ["States.DataLimitExceeded", "States.Runtime"];

/** Returns whether a `Retry` or a `Catch` with these names matches an error. */
export function matches({ error }: StateFailure, errorEquals: readonly string[]): boolean {
  if (errorEquals.includes(error)) return true;
  if (errorEquals.includes("States.ALL")) return !UNCATCHABLE.includes(error);
  return errorEquals.includes("States.TaskFailed") && !error.startsWith("States.");
}
