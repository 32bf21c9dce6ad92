import { StateFailure } from "./failure.js";

/** What an execution costs: what is paid for, and what is limited. */
export class History {
  /** States entered, and tasks tried again. */
  transitions = 0;
  events = 0;

  /** @throws StateFailure where there are more than an execution may have. */
  add(events: number): void {
    this.events += events;
    if (this.events > 25_000)
      throw new StateFailure(
        "States.Runtime",
        "The execution reached the maximum number of history events (25000)",
      );
  }
}

/** The most that a state may hand on, in bytes. */
const LARGEST_OUTPUT = 262_144;

/** @throws StateFailure where it is too much for a state to hand on. */
export function checkSize(output: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(output));
  if (bytes > LARGEST_OUTPUT)
    throw new StateFailure(
      "States.DataLimitExceeded",
      `The output has ${bytes} bytes, more than ${LARGEST_OUTPUT}`,
    );
}
