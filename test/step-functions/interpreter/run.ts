import type { Clock } from "./clock.js";
import type { Variables } from "./expressions.js";
import type { Fields } from "./fields.js";
import type { History } from "./history.js";

/** What executions run in. */
export interface World {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sdk: SdkIntegration;
  /** Where `s3:putObject` writes to, by bucket and key; without it, the bucket does not exist. */
  readonly s3?: Map<string, string>;
  /** Called with every state that is entered, the input of its execution, and its own. */
  readonly entered?: (state: string, executionInput: unknown, input: unknown) => void;
}

/** How an execution ended. */
export interface Outcome {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** The states that were entered, in order; of a map, not its items'. */
  readonly states: readonly string[];
  /** The variables as they were in the end. */
  readonly variables: Variables;
  /** With those of the executions that a map made. */
  readonly transitions: number;
  /** Of this execution's own history. */
  readonly events: number;
}

/** The states between which an execution, or an item of a map, goes. */
export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Fields>>;
}

/** One run through states: an execution, or an item of an inline map, which shares the history with the others. */
export interface Run {
  readonly world: World;
  readonly history: History;
  readonly input: unknown;
  /** Variables of the runs around this one, which it may read. */
  readonly outer: Variables;
  readonly own: Record<string, unknown>;
  readonly states: string[];
  /** Transitions of the executions that a map made. */
  readonly elsewhere: { transitions: number };
}

/** What a state hands on, and to which. */
export interface Step {
  readonly output: unknown;
  readonly next: string | undefined;
}

/** A state as it is entered: what its expressions see. */
export interface Entered {
  /** The value of a field, with what has become known since. */
  value(template: unknown, known?: Fields): Promise<unknown>;
  /** Takes what a state, a rule or a catcher says of variables, output and the next state. */
  leave(fields: Fields, output: unknown, known?: Fields): Promise<Step>;
}

/** One call of an AWS service. */
export interface SdkCall {
  /** As in `arn:aws:states:::aws-sdk:SERVICE:ACTION`. */
  readonly action: string;
  readonly input: Fields;
  /** Whose account it is about, where not the state machine's own. */
  readonly roleArn: string | undefined;
  readonly timeoutSeconds: number;
}

/** Calls a service, as Step Functions does with its SDK. @throws StateFailure */
export type SdkIntegration = (call: SdkCall) => Promise<unknown>;
