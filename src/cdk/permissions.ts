import { Stack } from "aws-cdk-lib";
import { type IRole, Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { NETWORK_ACTIONS } from "../custom-resource/names.js";
import { CREATE_SERVICE_ROLE, READ, REGISTER, SERVICE_ROLE } from "../registration/permissions.js";

/**
 * Attaches a policy within `scope` to a role, which may belong to another stack. A grant of the CDK would add the statements to
 * the role's stack, so that each stack would depend on the other.
 */
export function allow(scope: Construct, id: string, role: IRole, statements: PolicyStatement[]): Policy {
  const policy = new Policy(scope, id, { statements });
  role.attachInlinePolicy(policy);
  return policy;
}

/** Allows polling the status of the registration. */
export function reading(): PolicyStatement {
  return anywhere(READ.Action);
}

/** Allows registering, which creates the service's own role the first time. */
export function registering(scope: Construct): PolicyStatement[] {
  const role = { service: "iam", region: "", resource: "role", resourceName: SERVICE_ROLE };
  return [
    anywhere(REGISTER.Action),
    new PolicyStatement({
      actions: [CREATE_SERVICE_ROLE.Action],
      resources: [Stack.of(scope).formatArn(role)],
      conditions: CREATE_SERVICE_ROLE.Condition,
    }),
  ];
}

/** Allows writing to a log group. */
export function logging({ logGroupArn }: ILogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroupArn],
  });
}

export function usingKey({ keyArn }: IKey, ...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: [keyArn] });
}

/** Allows a function to run in a VPC. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export function networking(): PolicyStatement {
  return anywhere(...NETWORK_ACTIONS);
}

/** Allows sending traces to X-Ray. https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
export function tracing(): PolicyStatement {
  return anywhere(
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
  );
}

/** Allows actions that have no resource type. */
function anywhere(...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: ["*"] });
}
