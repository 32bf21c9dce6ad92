/** A state machine in Amazon States Language: plain data for `JSON.stringify`. */
export interface StateMachineDefinition {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state, as Amazon States Language has it. */
export interface State {
  readonly Type: "Choice" | "Fail" | "Map" | "Pass" | "Succeed" | "Task" | "Wait";
  readonly [field: string]: unknown;
}

/** An SDK integration of Step Functions with AWS IoT FleetWise: no Lambda function in between. */
export function sdkTask(operation: "getRegisterAccountStatus" | "registerAccount"): string {
  return `arn:aws:states:::aws-sdk:iotfleetwise:${operation}`;
}
