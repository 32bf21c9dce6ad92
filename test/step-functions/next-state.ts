import { START } from "../../src/step-functions/account.js";
import type { StateMachineDefinition } from "../../src/step-functions/index.js";
import { filledIn } from "./interpreter/expressions.js";

interface Judge {
  readonly Choices: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default: string;
}

/** Returns the variables of a state that is entered at a time, in epoch milliseconds. */
const at = (epochMs: number) => ({
  states: { context: { State: { EnteredTime: new Date(epochMs).toISOString() } } },
});

/** Returns an account's state before the first poll. */
export async function startedAt(epochMs: number): Promise<object> {
  return (await filledIn(`{% ${START} %}`, at(epochMs), Math.random)) as object;
}

/** Returns the state that follows the Choice state of an account, from the account's state at a time. */
export async function nextState(
  { States }: StateMachineDefinition,
  progress: object,
  epochMs: number,
): Promise<string> {
  const { Choices, Default } = States["Judge"] as unknown as Judge;
  for (const { Condition, Next } of Choices)
    if ((await filledIn(Condition, { ...at(epochMs), progress }, Math.random)) === true) return Next;
  return Default;
}
