import { DEFAULTS } from "../options/defaults.js";
import type { RegistrationOperation } from "../registration/operation.js";
import type { AslObject } from "./definition.js";
import type { AccountOptions } from "./options.js";

/** The role of another account for a task; empty for the state machine's own account. */
export type Credentials = { readonly Credentials?: { readonly RoleArn: string } };

/**
 * Returns a request by an SDK integration of Step Functions, which needs no Lambda function. The task has no `Retry`, which would
 * know neither the pace nor the deadline of the wait. The task's time limit is a constant, because cfn-lint rejects an expression
 * here, so the last request may end that much after the deadline.
 */
export function request(
  operation: RegistrationOperation,
  Arguments: AslObject,
  { maxWaitTime }: AccountOptions,
  credentials: Credentials,
): AslObject & { readonly Type: "Task" } {
  const action = operation.charAt(0).toLowerCase() + operation.slice(1);
  return {
    Type: "Task",
    Resource: `arn:aws:states:::aws-sdk:iotfleetwise:${action}`,
    Arguments,
    ...credentials,
    TimeoutSeconds: Math.min(DEFAULTS.requestTimeout, Math.ceil(maxWaitTime)),
  };
}
