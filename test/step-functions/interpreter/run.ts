import type { Clock } from "./clock.js";
import type { Variables } from "./expressions.js";
import type { Fields } from "./fields.js";
import type { History } from "./history.js";

/** The surroundings of executions. */
export interface World {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sdk: SdkIntegration;
  /** Target of `s3:putObject`, by bucket and key; without it, the bucket does not exist. */
  readonly s3?: Map<string, string>;
  /** Called with every state that is entered, the input of its execution, and its own. */
  readonly entered?: (state: string, executionInput: unknown, input: unknown) => void;
}

/** End of an execution. */
export interface Outcome {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** The entered states in order, without those of a map's items. */
  readonly states: readonly string[];
  /** The final variables. */
  readonly variables: Variables;
  /** Includes the transitions in the executions of a map. */
  readonly transitions: number;
  /** Events of this execution's own history. */
  readonly events: number;
}

/** The states of an execution, or of a map's iteration. */
export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Fields>>;
}

/** One run through states: an execution, or an item of an inline map, which shares the history with the others. */
export interface Run {
  readonly world: World;
  readonly history: History;
  readonly input: unknown;
  /** Variables of the outer runs, which this run may read. */
  readonly outer: Variables;
  readonly own: Record<string, unknown>;
  readonly states: string[];
  /** Transitions of the executions of a map. */
  readonly elsewhere: { transitions: number };
}

/** Output of a state, and the next state. */
export interface Step {
  readonly output: unknown;
  readonly next: string | undefined;
}

/** An entered state. */
export interface Entered {
  /** Returns the value of a field, with further known values. */
  value(template: unknown, known?: Fields): Promise<unknown>;
  /** Applies the variables, the output and the next state of a state, a rule or a catcher. */
  leave(fields: Fields, output: unknown, known?: Fields): Promise<Step>;
}

/** One call of an AWS service. */
export interface SdkCall {
  /** `SERVICE:ACTION`, as in `arn:aws:states:::aws-sdk:SERVICE:ACTION`. */
  readonly action: string;
  readonly input: Fields;
  /** Role of another account; `undefined` for the state machine's own. */
  readonly roleArn: string | undefined;
  readonly timeoutSeconds: number;
}

/** Sends a request to a service, as an SDK integration. @throws StateFailure */
export type SdkIntegration = (call: SdkCall) => Promise<unknown>;
