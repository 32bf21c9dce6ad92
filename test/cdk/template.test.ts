// The plain template in the package, evaluated by CloudFormation's rules and read by the CDK.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { root } from "../support/run.js";

process.env["CDK_VALIDATION"] = "false";

const templateFile = join(root, "dist/cloudformation/fleetwise-registration.template.json");
const text = readFileSync(templateFile, "utf8");
const template = JSON.parse(text);

function included(parameters: Record<string, string> = {}) {
  const app = new App({ stackTraces: false });
  const stack = new Stack(app, "Fleet");
  const include = new CfnInclude(stack, "Registration", { templateFile, parameters });
  return { app, stack, include, read: Template.fromStack(stack) };
}

test("CfnInclude reads the plain template unchanged", () => {
  const { read } = included();
  const { Parameters, Rules, Conditions, Resources, Outputs } = read.toJSON();
  expect(Resources).toEqual(template.Resources);
  expect(Parameters).toMatchObject(template.Parameters);
  expect(Rules).toMatchObject(template.Rules);
  expect([Conditions, Outputs]).toEqual([template.Conditions, template.Outputs]);
});

test("CfnInclude sets the parameters of the plain template and finds its resource", () => {
  const { read, include } = included({ Mode: "wait-only", ReregisterToken: "" });
  read.hasResourceProperties("AWS::Lambda::Function", {
    Environment: { Variables: { FLEETWISE_REGISTRATION_MODE: "wait-only" } },
  });
  expect(include.getResource("Registration").cfnResourceType).toBe("Custom::FleetWiseRegistration");
});

test("the plain template is small enough for S3, but not for a request", () => {
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  expect(Buffer.byteLength(text)).toBeGreaterThan(51_200);
});

test("the function has the fewest permissions, and registers only in the mode ensure", () => {
  const [log, readStatus, register] = template.Resources.Role.Properties.Policies;
  expect(log.PolicyDocument.Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: { "Fn::GetAtt": ["Logs", "Arn"] },
    },
  ]);
  expect(readStatus.PolicyDocument.Statement).toEqual([
    { Effect: "Allow", Action: "iotfleetwise:GetRegisterAccountStatus", Resource: "*" },
  ]);
  const [condition, { PolicyDocument }, otherwise] = register["Fn::If"];
  expect([condition, otherwise]).toEqual(["Registers", { Ref: "AWS::NoValue" }]);
  expect(PolicyDocument.Statement.map(({ Action }: { Action: string }) => Action)).toEqual([
    "iotfleetwise:RegisterAccount",
    "iam:CreateServiceLinkedRole",
  ]);
});

test("the function may run for 15 minutes, and its log group is removed with the stack", () => {
  const { read } = included();
  read.hasResourceProperties("AWS::Lambda::Function", {
    Handler: "index.handler",
    Runtime: Match.stringLikeRegexp("^nodejs2[24]\\.x$"),
    Timeout: 900,
    LoggingConfig: { LogGroup: { Ref: "Logs" } },
  });
  read.hasResourceProperties("Custom::FleetWiseRegistration", { ServiceTimeout: 1980 });
  expect(template.Parameters.LogRetentionInDays.Default).toBe(30);
  read.hasResource("AWS::Logs::LogGroup", {
    Properties: { RetentionInDays: { Ref: "LogRetentionInDays" } },
    DeletionPolicy: "Delete",
    UpdateReplacePolicy: "Delete",
  });
});

test("parameters for roles, keys and networks apply to the resources", () => {
  const { Logs, Role, Function: fn } = template.Resources;
  const key = { "Fn::If": ["HasKey", { Ref: "KmsKeyArn" }, { Ref: "AWS::NoValue" }] };
  expect([Logs.Properties.KmsKeyId, fn.Properties.KmsKeyArn]).toEqual([key, key]);
  expect(fn.Properties.VpcConfig["Fn::If"][1].SubnetIds).toEqual({
    "Fn::Split": [",", { Ref: "SubnetIds" }],
  });
  expect(Role.Properties.Path).toEqual({ Ref: "RolePath" });
  expect(Role.Properties.PermissionsBoundary["Fn::If"].slice(0, 2)).toEqual([
    "HasBoundary",
    { "Fn::Sub": expect.stringContaining(":policy/") },
  ]);
  const names = Role.Properties.Policies.slice(3).map(
    (policy: { "Fn::If": [string, { PolicyName: string }] }) => [
      policy["Fn::If"][0],
      policy["Fn::If"][1].PolicyName,
    ],
  );
  expect(names).toEqual([
    ["HasKey", "Decrypt"],
    ["InVpc", "Network"],
  ]);
});

describe("parameters of the plain template", () => {
  const accepts = (name: string, value: string | number) => {
    const { AllowedPattern = "", AllowedValues = [value] } = template.Parameters[name];
    return new RegExp(AllowedPattern).test(String(value)) && AllowedValues.includes(value);
  };

  test.for([
    ["Mode", ["ensure", "wait-only"], ["", "nonsense", "ensure "]],
    ["ReregisterToken", ["", "2026-11-20T10:00", "a_1.b-c", "x".repeat(128)], ["a b", "é", "x".repeat(129)]],
    [
      "TimestreamDatabaseName",
      ["", "abc", "Fleet.Wise_DB-1", "x".repeat(255)],
      ["ab", "a b", "x".repeat(256)],
    ],
    ["TimestreamTableName", ["", "abc"], ["ab", "a/b"]],
    ["DropTimestream", ["true", "false"], ["", "yes"]],
    ["LogRetentionInDays", [1, 30, 3653], [0, 2]],
    [
      "KmsKeyArn",
      ["", "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"],
      ["alias/key", "arn:aws:s3:::bucket"],
    ],
    [
      "SubnetIds",
      ["", "subnet-01234567", "subnet-01234567,subnet-0123456789abcdef0"],
      ["sg-01234567", "a, b"],
    ],
    ["SecurityGroupIds", ["", "sg-01234567"], ["subnet-01234567"]],
    [
      "PermissionsBoundary",
      ["", "Boundary", "path/Boundary"],
      ["arn:aws:iam::aws:policy/Boundary", "a b", "/path/Boundary"],
    ],
    ["RolePath", ["/", "/teams/iot/"], ["", "teams", "/teams"]],
  ] as const)("the parameter %s accepts valid values only", ([name, right, wrong]) => {
    for (const value of right) expect([value, accepts(name, value)]).toEqual([value, true]);
    for (const value of wrong) expect([value, accepts(name, value)]).toEqual([value, false]);
    expect(accepts(name, template.Parameters[name].Default)).toBe(true);
  });
});

/** Returns whether a condition or an assertion of a rule holds for these parameters. */
function holds(expression: unknown, parameters: Readonly<Record<string, string>>): boolean {
  const [[name, operands]] = Object.entries(expression as object) as [[string, unknown[]]];
  const value = (operand: unknown) =>
    typeof operand === "string" ? operand : parameters[(operand as { Ref: string }).Ref];
  switch (name) {
    case "Fn::Equals":
      return value(operands[0]) === value(operands[1]);
    case "Fn::Not":
      return !holds(operands[0], parameters);
    case "Fn::And":
      return operands.every((operand) => holds(operand, parameters));
    case "Fn::Or":
      return operands.some((operand) => holds(operand, parameters));
    default:
      throw new Error(name);
  }
}

const timestream = { TimestreamDatabaseName: "database", TimestreamTableName: "table" };

test.for([
  ["nothing", {}, true],
  ["wait-only", { Mode: "wait-only" }, true],
  ["a token", { ReregisterToken: "1" }, true],
  ["a database and a table", timestream, true],
  ["a database alone", { TimestreamDatabaseName: "database" }, false],
  ["a table alone", { TimestreamTableName: "table" }, false],
  ["dropTimestream", { DropTimestream: "true" }, true],
  ["Timestream resources with dropTimestream", { DropTimestream: "true", ...timestream }, false],
  ["wait-only with dropTimestream", { Mode: "wait-only", DropTimestream: "true" }, false],
  ["subnets and security groups", { SubnetIds: "subnet-1", SecurityGroupIds: "sg-1" }, true],
  ["subnets alone", { SubnetIds: "subnet-1" }, false],
  ["security groups alone", { SecurityGroupIds: "sg-1" }, false],
  ["wait-only with a token", { Mode: "wait-only", ReregisterToken: "1" }, false],
  ["wait-only with Timestream", { Mode: "wait-only", ...timestream }, false],
] as const)("the rules of the plain template judge %s", ([, given, expected]) => {
  const defaults = Object.entries<{ Default: string }>(template.Parameters).map(([name, { Default }]) => [
    name,
    Default,
  ]);
  const parameters = { ...Object.fromEntries(defaults), ...given };
  const rules = Object.values<{ RuleCondition?: unknown; Assertions: { Assert: unknown }[] }>(template.Rules);
  const kept = rules.every(
    ({ RuleCondition, Assertions }) =>
      (RuleCondition !== undefined && !holds(RuleCondition, parameters)) ||
      Assertions.every(({ Assert }) => holds(Assert, parameters)),
  );
  expect(kept).toBe(expected);
});

test("AwsSolutions of cdk-nag finds only the wildcard of the two operations without a resource type", () => {
  const { app, stack } = included();
  const { violations } = new AwsSolutionsChecks(app).validateScope(stack);
  expect(violations.map(({ ruleName }) => ruleName)).toEqual(["AwsSolutions-IAM5"]);
});
