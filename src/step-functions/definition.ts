/** A state machine in Amazon States Language: plain data for `JSON.stringify`. */
export interface StateMachineDefinition {
  /** What the machine is for. */
  readonly Comment: string;
  /** The language of its expressions. */
  readonly QueryLanguage: "JSONata";
  /** The state that it begins with. */
  readonly StartAt: string;
  /** Its states by their names. */
  readonly States: Readonly<Record<string, AslState>>;
}

/** A state, as Amazon States Language has it. */
export interface AslState {
  /** What it does. */
  readonly Type: "Choice" | "Fail" | "Map" | "Pass" | "Succeed" | "Task" | "Wait";
  readonly [field: string]: unknown;
}

/** Fields of a state. */
export type AslObject = Readonly<Record<string, unknown>>;

/** An SDK integration of Step Functions with AWS IoT FleetWise: no Lambda function in between. */
export function sdkTask(operation: "getRegisterAccountStatus" | "registerAccount"): string {
  return `arn:aws:states:::aws-sdk:iotfleetwise:${operation}`;
}
