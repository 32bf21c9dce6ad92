// cspell:ignore Concurency
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import type { CfnRole } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import {
  FleetWiseMultiAccountRegistration,
  type FleetWiseMultiAccountRegistrationProps,
} from "../../src/cdk/index.js";
import { memberRoleTemplate, multiAccountRegistrationStateMachine } from "../../src/step-functions/index.js";

process.env["CDK_VALIDATION"] = "false";

const env = { account: "123456789012", region: "eu-central-1" };

function synthesized(props: (stack: Stack) => FleetWiseMultiAccountRegistrationProps = () => ({})) {
  const app = new App({ stackTraces: false, outdir: mkdtempSync(join(tmpdir(), "cdk.out-")) });
  const stack = new Stack(app, "Hub", { env });
  const fleet = new FleetWiseMultiAccountRegistration(stack, "Fleet", props(stack));
  let made: Template | undefined;
  const template = () => {
    made ??= Template.fromStack(stack);
    return made;
  };
  return { app, stack, fleet, template };
}

/** Returns the deployed definition, with the values of CloudFormation in angle brackets. */
function definitionIn(template: Template): unknown {
  const [machine] = Object.values(template.findResources("AWS::StepFunctions::StateMachine"));
  const text = machine?.["Properties"].DefinitionString;
  if (typeof text === "string") return JSON.parse(text);
  const parts: readonly unknown[] = text["Fn::Join"][1];
  return JSON.parse(
    parts.map((part) => (typeof part === "string" ? part : `<${Object.values(part as object)}>`)).join(""),
  );
}

/** Returns the statements of the template's policies, except those for logs and traces. */
function statements(template: Template): unknown[] {
  return Object.values(template.findResources("AWS::IAM::Policy"))
    .flatMap((policy) => policy["Properties"].PolicyDocument.Statement)
    .filter(({ Action }) => !/logs:|xray:/.test(JSON.stringify(Action)));
}

const PARTITION = { Ref: "AWS::Partition" };
const MACHINE = { Ref: expect.stringMatching(/^FleetStateMachine/) };
const MAPS = { "Fn::Join": ["", [MACHINE, "/*"]] };
const NAME = { "Fn::GetAtt": [expect.stringMatching(/^FleetStateMachine/), "Name"] };
const EXECUTION = ":states:eu-central-1:123456789012:execution:";
const executions = (ending: string) => ({ "Fn::Join": ["", ["arn:", PARTITION, EXECUTION, NAME, ending]] });
const ASSUME = {
  Action: "sts:AssumeRole",
  Effect: "Allow",
  Resource: { "Fn::Join": ["", ["arn:", PARTITION, ":iam::*:role/FleetWiseRegistrationMember"]] },
};

describe("FleetWiseMultiAccountRegistration", () => {
  const { template, fleet, stack } = synthesized();

  test("FleetWiseMultiAccountRegistration deploys the definition of multiAccountRegistrationStateMachine", () => {
    expect(definitionIn(template())).toEqual(multiAccountRegistrationStateMachine());
  });

  test("FleetWiseMultiAccountRegistration may assume the member role and manage its executions, nothing else", () => {
    expect(statements(template())).toEqual([
      ASSUME,
      { Action: "states:StartExecution", Effect: "Allow", Resource: [MACHINE, MAPS] },
      {
        Action: ["states:DescribeExecution", "states:StopExecution"],
        Effect: "Allow",
        Resource: [executions(":*"), executions("/*")],
      },
      {
        Action: "states:RedriveExecution",
        Effect: "Allow",
        Resource: executions("/*"),
      },
    ]);
  });

  test("FleetWiseMultiAccountRegistration has a role that only Step Functions of this account may assume", () => {
    template().hasResourceProperties("AWS::IAM::Role", {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
            Effect: "Allow",
            Principal: { Service: "states.amazonaws.com" },
          },
        ],
      },
    });
    expect(stack.resolve(fleet.roleArn)).toEqual(stack.resolve(fleet.stateMachine.role.roleArn));
  });

  test("FleetWiseMultiAccountRegistration logs to a group of vended logs for a month, and traces nothing", () => {
    template().hasResourceProperties("AWS::StepFunctions::StateMachine", {
      LoggingConfiguration: { Level: "ALL" },
      TracingConfiguration: { Enabled: false },
    });
    template().hasResource("AWS::Logs::LogGroup", {
      Properties: { LogGroupName: Match.stringLikeRegexp("^/aws/vendedlogs/states/"), RetentionInDays: 30 },
      DeletionPolicy: "Delete",
    });
  });
});

describe("props of FleetWiseMultiAccountRegistration", () => {
  test("props of FleetWiseMultiAccountRegistration become options of the definition", () => {
    const timestreamResources = { timestreamDatabaseName: "database", timestreamTableName: "table" };
    const { template } = synthesized(() => ({
      timestreamResources,
      maxWaitTime: Duration.minutes(20),
      interval: Duration.millis(7500),
      maxConcurrency: 7,
      consistencyGrace: Duration.seconds(60),
      maxRegistrations: 5,
      ifUnregistered: "succeed",
    }));
    const registration = { timestreamResources };
    expect(definitionIn(template())).toEqual(
      multiAccountRegistrationStateMachine({
        ...{ registration, maxWaitTime: 1200, interval: 7.5, maxConcurrency: 7 },
        ...{ consistencyGrace: 60, maxRegistrations: 5, ifUnregistered: "succeed" },
      }),
    );
  });

  test("dropTimestream permits the definition to register without Timestream resources", () => {
    const { template } = synthesized(() => ({ dropTimestream: true }));
    expect(definitionIn(template())).toEqual(multiAccountRegistrationStateMachine({ registration: {} }));
  });

  test("an inline machine in the mode wait-only may only assume the member role", () => {
    const { template } = synthesized(() => ({
      mode: "wait-only",
      distributed: false,
      memberRoleName: "Reader",
    }));
    expect(definitionIn(template())).toEqual(
      multiAccountRegistrationStateMachine({
        mode: "wait-only",
        distributed: false,
        memberRoleName: "Reader",
      }),
    );
    const resource = { "Fn::Join": ["", ["arn:", PARTITION, ":iam::*:role/Reader"]] };
    expect(statements(template())).toEqual([{ ...ASSUME, Resource: resource }]);
  });

  test.each([
    ["here", "/here/*"],
    [undefined, "/*"],
    ["", "/*"],
  ])("the role may write results to the folder %j", (prefix, path) => {
    const { template } = synthesized((stack) => ({
      results: { bucket: new Bucket(stack, "Results"), prefix },
    }));
    const id = expect.stringMatching(/^Results/);
    expect(statements(template())).toContainEqual({
      Action: "s3:PutObject",
      Effect: "Allow",
      Resource: { "Fn::Join": ["", [{ "Fn::GetAtt": [id, "Arn"] }, path]] },
    });
    expect(JSON.stringify(definitionIn(template()))).toMatch(/"Bucket":"<Results/);
    if (prefix) expect(JSON.stringify(definitionIn(template()))).toContain("'here/' &");
  });

  test("the role may use the key of the results' bucket, also of an imported bucket", () => {
    const { template } = synthesized((stack) => ({
      results: { bucket: new Bucket(stack, "Results", { encryptionKey: new Key(stack, "Key") }) },
    }));
    const Action = ["kms:GenerateDataKey", "kms:Decrypt"];
    const Resource = { "Fn::GetAtt": [expect.stringMatching(/^Key/), "Arn"] };
    expect(statements(template())).toContainEqual({ Action, Effect: "Allow", Resource });
    const imported = synthesized((stack) => ({
      results: {
        bucket: Bucket.fromBucketName(stack, "Results", "yours"),
        encryptionKey: new Key(stack, "Key"),
      },
    }));
    expect(statements(imported.template())).toContainEqual({ Action, Effect: "Allow", Resource });
  });

  test("tracingEnabled, logRetention and encryptionKey apply to the state machine", () => {
    const { template } = synthesized((stack) => ({
      tracingEnabled: true,
      logRetention: RetentionDays.ONE_WEEK,
      encryptionKey: new Key(stack, "Key"),
    }));
    template().hasResourceProperties("AWS::StepFunctions::StateMachine", {
      TracingConfiguration: { Enabled: true },
      EncryptionConfiguration: { Type: "CUSTOMER_MANAGED_KMS_KEY" },
    });
    template().hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 7 });
  });

  test("the role may use encryptionKey for state machines with any name", () => {
    const { template } = synthesized((stack) => ({ encryptionKey: new Key(stack, "Key") }));
    const arn = ["arn:", PARTITION, ":states:eu-central-1:123456789012:stateMachine:*"];
    expect(statements(template())).toContainEqual({
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:states:stateMachineArn": { "Fn::Join": ["", arn] } },
      },
      Effect: "Allow",
      Resource: { "Fn::GetAtt": [expect.stringMatching(/^Key/), "Arn"] },
    });
    const [machine] = Object.values(template().findResources("AWS::StepFunctions::StateMachine"));
    expect(machine?.["DependsOn"]).toContainEqual(expect.stringMatching(/^FleetRoleDefaultPolicy/));
  });

  test("your own log group replaces the construct's", () => {
    const { template } = synthesized((stack) => ({ logGroup: new LogGroup(stack, "Yours") }));
    template().resourceCountIs("AWS::Logs::LogGroup", 1);
  });

  test("an invalid or misspelled prop is rejected", () => {
    const misspelled = { maxConcurency: 1 } as FleetWiseMultiAccountRegistrationProps;
    expect(() => synthesized(() => misspelled)).toThrow("did you mean `maxConcurrency`?");
    const logGroup = {} as never;
    expect(() => synthesized(() => ({ logGroup, logRetention: RetentionDays.ONE_DAY }))).toThrow(
      "set the retention of your `logGroup`",
    );
    expect(() =>
      synthesized((stack) => ({
        results: { bucket: new Bucket(stack, "Results"), Prefix: "here" } as never,
      })),
    ).toThrow("Expected a prop of `results` that is known, got `Prefix`: did you mean `prefix`?");
    expect(() => synthesized(() => ({ maxConcurrency: 0 }))).toThrow(
      "Expected `maxConcurrency` to be a whole number",
    );
    expect(() => synthesized(() => ({ maxWaitTime: 900 as never }))).toThrow(
      "Expected `maxWaitTime` to be a Duration, got 900",
    );
  });
});

test.each([
  [{ results: {} }, "Expected `results.bucket` to be a Bucket, got undefined"],
  [{ results: { bucket: "x" } }, 'Expected `results.bucket` to be a Bucket, got "x"'],
  [{ results: { bucket: null } }, "Expected `results.bucket` to be a Bucket, got null"],
  [
    { mode: "wait-only", dropTimestream: true },
    'Expected `dropTimestream` to be left out if `mode` is "wait-only", got true',
  ],
])("the construct rejects %j and names the prop", (props, message) => {
  expect(() => synthesized(() => props as never)).toThrow(message);
});

describe("the member role", () => {
  test("memberRoleTemplate returns a template that CfnInclude reads", () => {
    const { stack, template } = synthesized();
    const templateFile = join(mkdtempSync(join(tmpdir(), "member-")), "role.json");
    writeFileSync(templateFile, JSON.stringify(memberRoleTemplate()));
    const included = new CfnInclude(stack, "Member", { templateFile });
    const role = included.getResource("Role") as CfnRole;
    expect(role.roleName).toBe("FleetWiseRegistrationMember");
    template().hasResourceProperties("AWS::IAM::Role", { RoleName: role.roleName });
  });
});

test("AwsSolutions of cdk-nag finds nothing in a machine of many accounts, with and without results", () => {
  for (const props of [
    () => ({}),
    () => ({ distributed: false }),
    (stack: Stack) => ({ results: { bucket: new Bucket(stack, "Results") } }),
    (stack: Stack) => ({ encryptionKey: new Key(stack, "Key") }),
  ]) {
    const { app, stack } = synthesized(props);
    const { violations } = new AwsSolutionsChecks(app).validateScope(stack.node.findChild("Fleet"));
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  }
});

test("a stack in a region without the service gets a warning", () => {
  const app = new App({ stackTraces: false });
  const stack = new Stack(app, "Hub", { env: { ...env, region: "eu-west-3" } });
  new FleetWiseMultiAccountRegistration(stack, "Fleet");
  Annotations.fromStack(stack).hasWarning("*", Match.stringLikeRegexp("AWS IoT FleetWise is in us-east-1"));
});
