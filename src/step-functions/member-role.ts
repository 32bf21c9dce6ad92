import { checkedOptions, matching, OPTIONS, type Schema } from "../options/checks.js";
import { checkMode, type Mode } from "../options/ensure.js";
import { CREATE_SERVICE_ROLE, READ, REGISTER } from "../registration/permissions.js";

/** Options of the role in each account. */
export interface MemberRoleOptions {
  /** Name of the role, the same in every account. @default "FleetWiseRegistrationMember" */
  readonly roleName?: string | undefined;
  /** `"wait-only"` leaves out the permissions to register. @default "ensure" */
  readonly mode?: Mode | undefined;
  /**
   * Path of the role, which starts and ends with a slash. The state machine's `memberRoleName` must start with it, without the
   * first slash.
   *
   * @default "/"
   */
  readonly path?: string | undefined;
  /** Permissions boundary of the role: the name of a policy in each account, or an ARN. @default none */
  readonly permissionsBoundary?: string | undefined;
  /** Tags of the role, in addition to those of the stack. @default none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export const MEMBER_ROLE_NAME = "FleetWiseRegistrationMember";

const MEMBER_ROLE: Schema<MemberRoleOptions> = {
  mode: checkMode,
  roleName: matching("the name of a role, without a path", isRoleName),
  path: matching("a path that starts and ends with a slash", (path) => /^\/([!-~]{1,510}\/)?$/.test(path)),
  permissionsBoundary: matching("the name or the ARN of a policy", (policy) =>
    /^[\w+=,.@-][\w+=,.@:/-]{0,511}$/.test(policy),
  ),
  tags: matching(
    "an object of strings",
    (tags: object) =>
      typeof tags === "object" &&
      tags !== null &&
      !Array.isArray(tags) &&
      Object.values(tags).every((value) => typeof value === "string"),
  ),
};

/**
 * Returns a CloudFormation template of the role that the state machine of many accounts assumes in each account: for a StackSet
 * over all accounts, or for a stack in one. Its parameter `HubRoleArns` lists the roles that may assume the member role: those of
 * the state machines, one per region.
 *
 * @example
 * JSON.stringify(memberRoleTemplate());
 */
export function memberRoleTemplate(options: MemberRoleOptions = {}): object {
  const given = checkedOptions("an object", options, MEMBER_ROLE, OPTIONS);
  const { roleName = MEMBER_ROLE_NAME, mode = "ensure", path, permissionsBoundary, tags } = given;
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `Lets a state machine ${mode === "ensure" ? "start and poll" : "poll"} this account's registration with AWS IoT FleetWise`,
    Parameters: {
      HubRoleArns: {
        Type: "CommaDelimitedList",
        Description: "ARNs of the state machines' roles, which may assume this role: one for each region",
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
                Statement: mode === "ensure" ? [READ, REGISTER, CREATE_SERVICE_ROLE] : [READ],
              },
            },
          ],
        },
      },
    },
    Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } } },
  };
}

/** Returns whether a value is the name of a role, without a path. */
export function isRoleName(name: unknown): name is string {
  return typeof name === "string" && /^[\w+=,.@-]{1,64}$/.test(name);
}

function policyArn(policy: string): unknown {
  return policy.startsWith("arn:")
    ? policy
    : { "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${policy}` };
}
