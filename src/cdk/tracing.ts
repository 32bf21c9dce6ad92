import { CfnResource } from "aws-cdk-lib";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { CfnFunction } from "aws-cdk-lib/aws-lambda";
import type { CfnStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { allowTracing } from "./permissions.js";

/** Has the Provider's functions, which have these roles, and its state machine traced: it has no props for that. */
export function traceProvider(provider: Construct, roles: readonly IGrantable[]): void {
  for (const role of roles) allowTracing(role);
  for (const resource of provider.node.findAll().filter(CfnResource.isCfnResource)) {
    switch (resource.cfnResourceType) {
      case "AWS::Lambda::Function":
        (resource as CfnFunction).tracingConfig = { mode: "Active" };
        break;
      case "AWS::StepFunctions::StateMachine":
        (resource as CfnStateMachine).tracingConfiguration = { enabled: true };
        allowTracing(resource.node.scope?.node.findChild("Role") as unknown as IGrantable);
    }
  }
}
