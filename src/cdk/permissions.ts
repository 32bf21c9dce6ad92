import { Stack } from "aws-cdk-lib";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";

const SERVICE = "iotfleetwise.amazonaws.com";

/** Allows to read the status of the registration. */
export function allowRead(grantee: IGrantable): Grant {
  // Neither of the two operations knows a resource, so that there is nothing to narrow them to.
  return Grant.addToPrincipal({
    grantee,
    actions: ["iotfleetwise:GetRegisterAccountStatus"],
    resourceArns: ["*"],
  });
}

/** Allows to register, and what that needs: the first registration creates the service's own role. */
export function allowRegister(scope: Construct, grantee: IGrantable): Grant {
  const role = Stack.of(scope).formatArn({
    service: "iam",
    region: "",
    resource: "role",
    resourceName: `aws-service-role/${SERVICE}/AWSServiceRoleForIoTFleetWise`,
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ["iotfleetwise:RegisterAccount"],
    resourceArns: ["*"],
  }).combine(
    Grant.addToPrincipal({
      grantee,
      actions: ["iam:CreateServiceLinkedRole"],
      resourceArns: [role],
      conditions: { StringEquals: { "iam:AWSServiceName": SERVICE } },
    }),
  );
}
