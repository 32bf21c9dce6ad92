import { Stack } from "aws-cdk-lib";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";

const SERVICE = "iotfleetwise.amazonaws.com";

/** Allows to read the status of the registration. */
export function allowRead(grantee: IGrantable): Grant {
  // Neither of the two operations knows a resource, so that there is nothing to narrow them to.
  return allow(grantee, ["iotfleetwise:GetRegisterAccountStatus"]);
}

/** Allows to register, and what that needs: the first registration creates the service's own role. */
export function allowRegister(scope: Construct, grantee: IGrantable): Grant {
  const role = Stack.of(scope).formatArn({
    service: "iam",
    region: "",
    resource: "role",
    resourceName: `aws-service-role/${SERVICE}/AWSServiceRoleForIoTFleetWise`,
  });
  return allow(grantee, ["iotfleetwise:RegisterAccount"]).combine(
    Grant.addToPrincipal({
      grantee,
      actions: ["iam:CreateServiceLinkedRole"],
      resourceArns: [role],
      conditions: { StringEquals: { "iam:AWSServiceName": SERVICE } },
    }),
  );
}

/** Allows a function to have its network interfaces in a VPC. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export function allowNetwork(grantee: IGrantable): Grant {
  return allow(grantee, [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ]);
}

/** Allows to trace. https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
export function allowTracing(grantee: IGrantable): Grant {
  return allow(grantee, [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
  ]);
}

/** What knows no resource that it could be narrowed to. */
function allow(grantee: IGrantable, actions: string[]): Grant {
  return Grant.addToPrincipal({ grantee, actions, resourceArns: ["*"] });
}
