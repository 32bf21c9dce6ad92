/** A state machine in Amazon States Language: plain data for `JSON.stringify`. */
export interface StateMachineDefinition {
  /** Purpose of the machine. */
  readonly Comment: string;
  /** Language of its expressions. */
  readonly QueryLanguage: "JSONata";
  /** Name of the first state. */
  readonly StartAt: string;
  /** Its states by their names. */
  readonly States: Readonly<Record<string, AslState>>;
}

/** A state in Amazon States Language. */
export interface AslState {
  /** Kind of the state. */
  readonly Type: "Choice" | "Fail" | "Map" | "Pass" | "Succeed" | "Task" | "Wait";
  readonly [field: string]: unknown;
}

/** Fields of a state. */
export type AslObject = Readonly<Record<string, unknown>>;
