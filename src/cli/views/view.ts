import type { Asking } from "../advice.js";
import type { Outcome } from "../outcome.js";
import type { Identity } from "../targets/account.js";
import type { ViewEvent } from "./progress.js";

/** What a person, or a program, gets to see of a command. */
export interface View {
  /** Shows a mistake that looks likely, before any request. */
  warning(message: string): void;
  /** Shows whose account a target is, before anything is written there. */
  identity(target: string, identity: Identity): void;
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
  /** Whether no AWS account is asked. */
  readonly emulated: boolean;
  /** Milliseconds that a registration usually takes. */
  readonly expectedMs: number;
  /** Milliseconds after which a wait is given up. */
  readonly maxWaitMs: number;
}
