import { optionsOf } from "../options/checks.js";
import { expected } from "../text/expected.js";

/** What the role in each account goes by. */
export interface MemberRoleOptions {
  /** The role's name, the same in every account. @default "FleetWiseRegistrationMember" */
  readonly roleName?: string | undefined;
  /** `"wait-only"` leaves out what registering needs. @default "ensure" */
  readonly mode?: "ensure" | "wait-only" | undefined;
}

export const MEMBER_ROLE_NAME = "FleetWiseRegistrationMember";

const SERVICE = "iotfleetwise.amazonaws.com";

/**
 * A CloudFormation template of the role by which a fleet's state machine works in an account: for a StackSet over all of them, or
 * for a stack in one. Its parameter `HubRoleArns` lists the roles of the state machines, one a region, which alone may assume it.
 *
 * @example
 * JSON.stringify(memberRoleTemplate());
 */
export function memberRoleTemplate(options: MemberRoleOptions = {}): object {
  optionsOf(options, ["roleName", "mode"]);
  const { roleName = MEMBER_ROLE_NAME, mode = "ensure" } = options;
  if (mode !== "ensure" && mode !== "wait-only")
    throw new TypeError(expected("`mode`", '"ensure" or "wait-only"', mode));
  checkRoleName("roleName", roleName);
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Lets a state machine register this account with AWS IoT FleetWise, and wait until it is",
    Parameters: {
      HubRoleArns: {
        Type: "CommaDelimitedList",
        Description: "The roles of the state machines that may assume this role, one for each region",
      },
    },
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: roleName,
          Description: "AWS IoT FleetWise registration by a state machine of another account",
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: { Ref: "HubRoleArns" } } },
            ],
          },
          Policies: [
            {
              PolicyName: "Registration",
              PolicyDocument: {
                Version: "2012-10-17",
                Statement: mode === "ensure" ? [READ, ...REGISTER] : [READ],
              },
            },
          ],
        },
      },
    },
    Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } } },
  };
}

/** @throws TypeError that names the option. */
export function checkRoleName(option: string, name: unknown): void {
  if (typeof name !== "string" || !/^[\w+=,.@-]{1,64}$/.test(name))
    throw new TypeError(expected(`\`${option}\``, "the name of a role, without a path", name));
}

// The operations know no resource, so that there is nothing to narrow them to.
const READ = { Effect: "Allow", Action: "iotfleetwise:GetRegisterAccountStatus", Resource: "*" };
const REGISTER = [
  { Effect: "Allow", Action: "iotfleetwise:RegisterAccount", Resource: "*" },
  {
    Effect: "Allow",
    Action: "iam:CreateServiceLinkedRole",
    Resource: {
      "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/aws-service-role/${SERVICE}/AWSServiceRoleForIoTFleetWise`,
    },
    Condition: { StringEquals: { "iam:AWSServiceName": SERVICE } },
  },
];
