import { StateFailure } from "./failure.js";

/** Counts the transitions of an execution, which cost money, and its events, which are limited. */
export class History {
  /** States entered and tasks retried. */
  transitions = 0;
  events = 0;

  /** Counts events. @throws StateFailure if the execution exceeds its maximum. */
  add(events: number): void {
    this.events += events;
    if (this.events > 25_000)
      throw new StateFailure(
        "States.Runtime",
        "The execution reached the maximum number of history events (25000)",
      );
  }
}

/** Maximum output of a state, in bytes. */
const LARGEST_OUTPUT = 262_144;

/** Checks the size of an output. @throws StateFailure if it exceeds the maximum. */
export function checkSize(output: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(output));
  if (bytes > LARGEST_OUTPUT)
    throw new StateFailure(
      "States.DataLimitExceeded",
      `The output has ${bytes} bytes, more than ${LARGEST_OUTPUT}`,
    );
}
