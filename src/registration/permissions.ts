// The IAM statements of polling and registering, as CloudFormation templates have them.

/** An IAM statement with one action. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Action: string;
  readonly Resource: string | { readonly "Fn::Sub": string };
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, string>> };
}

const SERVICE = "iotfleetwise.amazonaws.com";

/** Path and name of the service's own role, which the first registration creates. */
export const SERVICE_ROLE: string = `aws-service-role/${SERVICE}/AWSServiceRoleForIoTFleetWise`;

// The two operations have no resource type, so their statements cannot be narrower.
export const READ: Statement = allow("iotfleetwise:GetRegisterAccountStatus", "*");
export const REGISTER: Statement = allow("iotfleetwise:RegisterAccount", "*");
export const CREATE_SERVICE_ROLE: Required<Statement> = {
  ...allow("iam:CreateServiceLinkedRole", {
    "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${SERVICE_ROLE}`,
  }),
  Condition: { StringEquals: { "iam:AWSServiceName": SERVICE } },
};

function allow(Action: string, Resource: Statement["Resource"]): Statement {
  return { Effect: "Allow", Action, Resource };
}
