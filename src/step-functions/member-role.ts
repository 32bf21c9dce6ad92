import { optionsOf } from "../options/checks.js";
import { expected } from "../text/expected.js";

/** Options of the role in each account. */
export interface MemberRoleOptions {
  /** The role's name, the same in every account. @default "FleetWiseRegistrationMember" */
  readonly roleName?: string | undefined;
  /** `"wait-only"` leaves out what registering needs. @default "ensure" */
  readonly mode?: "ensure" | "wait-only" | undefined;
  /**
   * The role's path, which starts and ends with a slash. The state machine's `memberRoleName` must begin with it, without the
   * first slash.
   *
   * @default "/"
   */
  readonly path?: string | undefined;
  /** The role's permissions boundary: the name of a policy in each account, or the ARN of one. @default none */
  readonly permissionsBoundary?: string | undefined;
  /** The role's tags, besides those of the stack. @default none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export const MEMBER_ROLE_NAME = "FleetWiseRegistrationMember";

const SERVICE = "iotfleetwise.amazonaws.com";

/**
 * A CloudFormation template of the role by which the state machine of many accounts works in one of them: for a StackSet over all
 * of them, or for a stack in one. Its parameter `HubRoleArns` lists the roles of the state machines, one a region, which alone may assume it.
 *
 * @example
 * JSON.stringify(memberRoleTemplate());
 */
export function memberRoleTemplate(options: MemberRoleOptions = {}): object {
  optionsOf(options, ["roleName", "mode", "path", "permissionsBoundary", "tags"]);
  const { roleName = MEMBER_ROLE_NAME, mode = "ensure", path, permissionsBoundary, tags } = options;
  if (mode !== "ensure" && mode !== "wait-only")
    throw new TypeError(expected("`mode`", '"ensure" or "wait-only"', mode));
  if (!isRoleName(roleName))
    throw new TypeError(expected("`roleName`", "the name of a role, without a path", roleName));
  if (path !== undefined && !/^\/([!-~]{1,510}\/)?$/.test(path))
    throw new TypeError(expected("`path`", "a path that starts and ends with a slash", path));
  if (permissionsBoundary !== undefined && !/^[\w+=,.@:/-]{1,512}$/.test(permissionsBoundary))
    throw new TypeError(
      expected("`permissionsBoundary`", "the name or the ARN of a policy", permissionsBoundary),
    );
  if (
    tags !== undefined &&
    !(isRecord(tags) && Object.values(tags).every((value) => typeof value === "string"))
  )
    throw new TypeError(expected("`tags`", "an object of strings", tags));
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
          ...(path !== undefined && { Path: path }),
          ...(permissionsBoundary !== undefined && { PermissionsBoundary: policyArn(permissionsBoundary) }),
          ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
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

/** Whether a value is the name of a role, without a path. */
export function isRoleName(name: unknown): name is string {
  return typeof name === "string" && /^[\w+=,.@-]{1,64}$/.test(name);
}

function policyArn(policy: string): unknown {
  return policy.startsWith("arn:")
    ? policy
    : { "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${policy}` };
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// The operations have no resource type, so the statements cannot be narrower.
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
