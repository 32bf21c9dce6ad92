// The state of an account as an execution keeps it, for tests of single states of a machine.
import { START } from "../../src/step-functions/account.js";
import type { StateMachineDefinition } from "../../src/step-functions/index.js";
import { filledIn } from "./interpreter/expressions.js";

interface Judge {
  readonly Choices: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default: string;
}

/** The surroundings of an expression. */
export interface Surroundings {
  /** Time at which the state was entered, in epoch milliseconds. */
  readonly at: number;
  /** The state of the account. */
  readonly progress?: object;
  /** Other variables, by name. */
  readonly variables?: object;
  /** The result of a task, or the error that it ended with. */
  readonly known?: object;
  /** Every random number. @default 0 */
  readonly random?: number;
}

/** Returns the value of a field. */
export async function valueAt(
  field: unknown,
  { at, progress = {}, variables, known, random = 0 }: Surroundings,
): Promise<unknown> {
  const context = { State: { EnteredTime: new Date(at).toISOString() } };
  return await filledIn(field, { ...variables, progress, states: { context, ...known } }, () => random);
}

/** Returns an account's state before the first poll. */
export async function startedAt(at: number): Promise<object> {
  return (await valueAt(`{% ${START} %}`, { at })) as object;
}

/** Returns the state that follows the Choice state of an account, from the account's state at a time. */
export async function nextState(
  { States }: StateMachineDefinition,
  progress: object,
  at: number,
): Promise<string> {
  const { Choices, Default } = States["Judge"] as unknown as Judge;
  for (const { Condition, Next } of Choices)
    if ((await valueAt(Condition, { at, progress })) === true) return Next;
  return Default;
}
