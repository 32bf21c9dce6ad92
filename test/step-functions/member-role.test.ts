// cspell:ignore rolename
import { expect, test } from "vitest";
import { memberRoleTemplate } from "../../src/step-functions/index.js";

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Type: string }>>;
  readonly Resources: { readonly Role: { readonly Properties: Readonly<Record<string, never>> } };
}

const roleOf = (template: object) => (template as Template).Resources.Role.Properties;
const actionsOf = (template: object) =>
  (
    roleOf(template)["Policies"] as never as [{ PolicyDocument: { Statement: { Action: string }[] } }]
  )[0].PolicyDocument.Statement.map(({ Action }) => Action);

test("memberRoleTemplate trusts only the state machines, and permits polling and registering", () => {
  const template = memberRoleTemplate();
  expect((template as Template).Parameters["HubRoleArns"]?.Type).toBe("CommaDelimitedList");
  expect(roleOf(template)).toMatchObject({
    RoleName: "FleetWiseRegistrationMember",
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: { Ref: "HubRoleArns" } } }],
    },
  });
  expect(actionsOf(template)).toEqual([
    "iotfleetwise:GetRegisterAccountStatus",
    "iotfleetwise:RegisterAccount",
    "iam:CreateServiceLinkedRole",
  ]);
  // A StackSet's template may have at most 51,200 bytes.
  expect(JSON.stringify(template).length).toBeLessThan(51_200);
});

test("memberRoleTemplate permits only polling in the mode wait-only", () => {
  expect(actionsOf(memberRoleTemplate({ mode: "wait-only" }))).toEqual([
    "iotfleetwise:GetRegisterAccountStatus",
  ]);
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
  expect(() => memberRoleTemplate({ path: "teams" })).toThrow("a path that starts and ends with a slash");
  expect(() => memberRoleTemplate({ permissionsBoundary: "" })).toThrow("the name or the ARN of a policy");
  expect(() => memberRoleTemplate({ tags: { team: 1 } as never })).toThrow("an object of strings");
});

test("memberRoleTemplate sets the name and rejects invalid options", () => {
  expect(roleOf(memberRoleTemplate({ roleName: "Other" }))).toMatchObject({ RoleName: "Other" });
  expect(() => memberRoleTemplate({ roleName: "path/Other" })).toThrow(
    "Expected `roleName` to be the name of a role",
  );
  expect(() => memberRoleTemplate({ mode: "all" as never })).toThrow(
    'Expected `mode` to be "ensure" or "wait-only"',
  );
  expect(() => memberRoleTemplate({ rolename: "Other" } as never)).toThrow("did you mean `roleName`?");
  expect(() => memberRoleTemplate(null as never)).toThrow("Expected `options` to be an object, got null");
});
