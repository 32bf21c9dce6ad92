import { CfnResource } from "aws-cdk-lib";
import type { Role } from "aws-cdk-lib/aws-iam";
import { type CfnFunction, Tracing } from "aws-cdk-lib/aws-lambda";
import type { CfnStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { tracing } from "./permissions.js";

/** Traces the functions and the state machine of a construct. The functions' roles have the permission already. */
export function trace(construct: Construct, mode: Tracing): void {
  if (mode === Tracing.DISABLED) return;
  for (const resource of construct.node.findAll().filter(CfnResource.isCfnResource)) {
    switch (resource.cfnResourceType) {
      case "AWS::Lambda::Function":
        (resource as CfnFunction).tracingConfig = { mode };
        break;
      case "AWS::StepFunctions::StateMachine":
        (resource as CfnStateMachine).tracingConfiguration = { enabled: true };
        roleOf(resource.node.scope as Construct).addToPolicy(tracing());
    }
  }
}

/** Returns the role of the CDK's state machine, which has no property for it. @throws Error if the CDK gives the role another id. */
function roleOf({ node }: Construct): Role {
  return node.findChild("Role") as Role;
}
