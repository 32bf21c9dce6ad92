import type { EnsureEvent } from "../../index.js";
import type { Asking } from "../advice.js";
import type { Outcome } from "../outcome.js";

/** What a wait tells, and the age of the registration by then, which the cadence goes by. */
export type ViewEvent = EnsureEvent & { readonly ageMs?: number | undefined };

/** What a person, or a program, gets to see of a command. */
export interface View {
  /** A target's turn has come. */
  started(target: string): void;
  event(target: string, event: ViewEvent): void;
  settled(outcome: Outcome): void;
  /** All have settled, in the order of the targets. */
  ended(outcomes: readonly Outcome[]): void;
}

/** What a view must know before anything happens. */
export interface Plan {
  readonly command: Asking;
  readonly targets: readonly string[];
  /** Milliseconds that a registration usually takes. */
  readonly expectedMs: number;
}
