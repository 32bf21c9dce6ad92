import type { EnsureEvent } from "../../index.js";
import type { Asking } from "../advice.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import type { OutputOptions } from "../program.js";
import { jsonView } from "./json.js";
import { linesView } from "./lines.js";
import { resultView } from "./results.js";
import { isLive } from "./terminal.js";

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

/** The view that the options and the surroundings ask for. */
export async function viewOf(host: Host, options: OutputOptions, plan: Plan): Promise<View> {
  if (options.json) return jsonView(host.stdout, options.quiet === true);
  const results = resultView(host, options, plan.command);
  if (options.quiet) return results;
  if (!isLive(host)) return linesView(host, options, plan, results);
  // Only where it is shown, as measuring the width of text takes long to get ready for.
  const { liveView } = await import("./live.js");
  return liveView(host, options, plan, results);
}
