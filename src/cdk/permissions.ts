import { Stack } from "aws-cdk-lib";
import { type IRole, Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { NETWORK_ACTIONS } from "../custom-resource/names.js";

const SERVICE = "iotfleetwise.amazonaws.com";

/**
 * Allows a role what the statements say, in a policy within `scope`. Any role and resource may come from another stack: a grant of
 * the CDK would go into the policy of that stack, which would then depend on this one, and this one on it.
 */
export function allow(scope: Construct, id: string, role: IRole, statements: PolicyStatement[]): Policy {
  const policy = new Policy(scope, id, { statements });
  role.attachInlinePolicy(policy);
  return policy;
}

/** To read the status of the registration. */
export function reading(): PolicyStatement {
  // Neither of the two operations has a resource type, so the statement cannot be narrower.
  return anywhere("iotfleetwise:GetRegisterAccountStatus");
}

/** To register, and what that needs: the first registration creates the service's own role. */
export function registering(scope: Construct): PolicyStatement[] {
  const role = Stack.of(scope).formatArn({
    service: "iam",
    region: "",
    resource: "role",
    resourceName: `aws-service-role/${SERVICE}/AWSServiceRoleForIoTFleetWise`,
  });
  return [
    anywhere("iotfleetwise:RegisterAccount"),
    new PolicyStatement({
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [role],
      conditions: { StringEquals: { "iam:AWSServiceName": SERVICE } },
    }),
  ];
}

/** To write to a log group. */
export function logging({ logGroupArn }: ILogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroupArn],
  });
}

/** To use a key. */
export function usingKey({ keyArn }: IKey, ...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: [keyArn] });
}

/** To have a function's network interfaces in a VPC. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export function networking(): PolicyStatement {
  return anywhere(...NETWORK_ACTIONS);
}

/** To trace. https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
export function tracing(): PolicyStatement {
  return anywhere(
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
  );
}

/** Actions without a resource type. */
function anywhere(...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: ["*"] });
}
