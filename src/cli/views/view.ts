import type { EnsureEvent } from "../../index.js";
import type { Asking } from "../advice.js";
import type { Outcome } from "../outcome.js";
import type { Identity } from "../targets/account.js";

/** An event, with the age of the registration that the cadence received. */
export type ViewEvent = EnsureEvent & { readonly ageMs?: number | undefined };

/** The output of a command for a person or a program. */
export interface View {
  warning(message: string): void;
  /** Shows the account of a target, before the first RegisterAccount. */
  identity(target: string, identity: Identity): void;
  started(target: string): void;
  event(target: string, event: ViewEvent): void;
  settled(outcome: Outcome): void;
  /** Shows the outcomes of all targets, in the order of the targets. */
  ended(outcomes: readonly Outcome[]): void;
}

/** The facts that a view needs at the start. */
export interface Plan {
  readonly command: Asking;
  readonly targets: readonly string[];
  readonly emulated: boolean;
  readonly expectedMs: number;
  readonly maxWaitMs: number;
}
