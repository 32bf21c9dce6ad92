// cspell:ignore rolename
import { expect, test } from "vitest";
import { CREATE_SERVICE_ROLE, READ, REGISTER } from "../../src/registration/permissions.js";
import { memberRoleTemplate } from "../../src/step-functions/index.js";

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Type: string }>>;
  readonly Resources: { readonly Role: { readonly Properties: Readonly<Record<string, never>> } };
}

const roleOf = (template: object) => (template as Template).Resources.Role.Properties;
test("memberRoleTemplate trusts only the state machines, and permits polling and registering", () => {
  const template = memberRoleTemplate();
  expect(template).toMatchObject({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: expect.stringContaining("start and poll this account's registration"),
    Parameters: {
      HubRoleArns: {
        Type: "CommaDelimitedList",
        Description: expect.stringContaining("the state machines' roles"),
      },
    },
    Resources: { Role: { Type: "AWS::IAM::Role" } },
    Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } } },
  });
  expect(roleOf(template)).toStrictEqual({
    RoleName: "FleetWiseRegistrationMember",
    Description: expect.stringContaining("by a state machine of another account"),
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: { Ref: "HubRoleArns" } } }],
    },
    Policies: [
      {
        PolicyName: "Registration",
        PolicyDocument: { Version: "2012-10-17", Statement: [READ, REGISTER, CREATE_SERVICE_ROLE] },
      },
    ],
  });
  // A StackSet's template may have at most 51,200 bytes.
  expect(JSON.stringify(template).length).toBeLessThan(51_200);
});

test("memberRoleTemplate permits only polling in the mode wait-only", () => {
  const template = memberRoleTemplate({ mode: "wait-only" });
  expect(template).toMatchObject({ Description: expect.stringContaining("state machine poll this account") });
  expect(roleOf(template)).toMatchObject({ Policies: [{ PolicyDocument: { Statement: [READ] } }] });
});

test("memberRoleTemplate sets the path, the permissions boundary and the tags", () => {
  const tags = { team: "vehicles" };
  const role = memberRoleTemplate({ path: "/teams/iot/", permissionsBoundary: "Boundary", tags });
  expect(roleOf(role)).toMatchObject({
    Path: "/teams/iot/",
    PermissionsBoundary: {
      "Fn::Sub": expect.stringMatching(/^arn:\$\{AWS::Partition\}:iam::.*:policy\/Boundary$/),
    },
    Tags: [{ Key: "team", Value: "vehicles" }],
  });
  const permissionsBoundary = "arn:aws:iam::aws:policy/PowerUserAccess";
  expect(roleOf(memberRoleTemplate({ permissionsBoundary }))).toMatchObject({
    PermissionsBoundary: permissionsBoundary,
  });
});

test.each([
  [
    "path",
    ["", "teams", "teams/", "/teams", "/te ams/", `/${"a".repeat(511)}/`],
    "a path that starts and ends",
  ],
  [
    "permissionsBoundary",
    ["", "a b", " boundary", "boundary ", "/teams/boundary", "b".repeat(513)],
    "the name or the ARN of a policy",
  ],
  ["roleName", ["", "path/Role", "/Role", "Role/", "r".repeat(65), 5], "the name of a role, without a path"],
  ["tags", [null, [], "team", { team: 1 }, { team: "vehicles", cost: 1 }], "an object of strings"],
  ["mode", ["all"], '"ensure" or "wait-only"'],
])("memberRoleTemplate rejects an invalid %s", (name, values, expected) => {
  for (const value of values)
    expect(() => memberRoleTemplate({ [name]: value }), JSON.stringify(value)).toThrow(
      `Expected \`${name}\` to be ${expected}`,
    );
});

test("memberRoleTemplate accepts the shortest and the longest names", () => {
  for (const path of ["/", "/a/", `/${"a".repeat(510)}/`])
    expect(roleOf(memberRoleTemplate({ path }))).toMatchObject({ Path: path });
  for (const roleName of ["a", "Team+a=b,c.d@e-f", "r".repeat(64)])
    expect(roleOf(memberRoleTemplate({ roleName }))).toMatchObject({ RoleName: roleName });
});

test("memberRoleTemplate rejects an unknown option, and options that are not an object", () => {
  expect(() => memberRoleTemplate({ rolename: "Other" } as never)).toThrow(
    "Expected an option that is known, got `rolename`: did you mean `roleName`?",
  );
  expect(() => memberRoleTemplate(null as never)).toThrow("Expected `options` to be an object, got null");
});
