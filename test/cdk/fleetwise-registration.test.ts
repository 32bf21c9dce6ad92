import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { App, Duration, Stack, Validations } from "aws-cdk-lib";
import { Capture, Match, Template } from "aws-cdk-lib/assertions";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSignalCatalog } from "aws-cdk-lib/aws-iotfleetwise";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test, vi } from "vitest";
import { FleetWiseRegistration, type FleetWiseRegistrationProps } from "../../src/cdk/index.js";
import { root } from "../support/run.js";

vi.setConfig({ testTimeout: 30_000 });

// The CDK's own validation takes seconds. It is on, and its findings are errors, in test/embed.
process.env["CDK_VALIDATION"] = "false";

const env = { account: "123456789012", region: "eu-central-1" };

/** Without the trace that the CDK takes of every construct: under vitest each costs a source map. */
const newApp = () => new App({ stackTraces: false, outdir: mkdtempSync(join(tmpdir(), "cdk.out-")) });

function synthesized(props?: FleetWiseRegistrationProps) {
  const app = newApp();
  const stack = new Stack(app, "Fleet", { env });
  const registration = new FleetWiseRegistration(stack, "Registration", props);
  let made: Template | undefined;
  const template = () => {
    made ??= Template.fromStack(stack);
    return made;
  };
  return { app, stack, registration, template };
}

const READ = { Action: "iotfleetwise:GetRegisterAccountStatus", Effect: "Allow", Resource: "*" };
const ROLE =
  ":iam::123456789012:role/aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise";
const REGISTER = [
  { Action: "iotfleetwise:RegisterAccount", Effect: "Allow", Resource: "*" },
  {
    Action: "iam:CreateServiceLinkedRole",
    Condition: { StringEquals: { "iam:AWSServiceName": "iotfleetwise.amazonaws.com" } },
    Effect: "Allow",
    Resource: {
      "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ROLE]],
    },
  },
];

/** The statements of the one policy whose name begins so, without those about logs. */
function statements(template: Template, name: string): unknown[] {
  const policies = template.findResources("AWS::IAM::Policy", {
    Properties: { PolicyName: Match.stringLikeRegexp(`^${name}`) },
  });
  const [policy, ...others] = Object.values(policies);
  expect(others).toEqual([]);
  return policy?.["Properties"].PolicyDocument.Statement.filter(
    ({ Action }: { Action: unknown }) => !JSON.stringify(Action).includes("logs:"),
  );
}

test("the README's policy is the construct's", () => {
  const [, json = ""] = readFileSync(join(root, "README.md"), "utf8").match(/^```json\n(.*?)^```/ms) ?? [];
  const [register, create] = REGISTER;
  expect(JSON.parse(json).Statement).toEqual([READ, register, { ...create, Resource: `arn:aws${ROLE}` }]);
});

describe("the template", () => {
  const { template } = synthesized();

  test("onEvent may read, register, and create the service's own role; isComplete may read", () => {
    expect(statements(template(), "RegistrationonEventRole")).toEqual([READ, ...REGISTER]);
    expect(statements(template(), "RegistrationisCompleteRole")).toEqual([READ]);
  });

  test("both run on the newest Node of Lambda, a little longer than their handler takes", () => {
    for (const [handler, Timeout] of [
      ["index.onEvent", 90],
      ["index.isComplete", 40],
    ]) {
      template().hasResourceProperties("AWS::Lambda::Function", {
        Handler: handler,
        Runtime: "nodejs24.x",
        Timeout,
        Environment: {
          Variables: {
            FLEETWISE_REGISTRATION_MODE: "ensure",
            FLEETWISE_REGISTRATION_MAX_WAIT_TIME: "1790",
          },
        },
      });
    }
  });

  test("every function logs to one log group, kept for a month and removed with the stack", () => {
    const functions = template().findResources("AWS::Lambda::Function");
    expect(Object.keys(functions)).toHaveLength(5);
    const [id] = Object.keys(template().findResources("AWS::Logs::LogGroup"));
    for (const { Properties } of Object.values(functions))
      expect(Properties.LoggingConfig).toMatchObject({ LogGroup: { Ref: id } });
    template().hasResource("AWS::Logs::LogGroup", {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: "Delete",
    });
  });

  test("the framework looks every 10 s for 30 minutes, CloudFormation waits 35", () => {
    const definition = new Capture();
    template().hasResourceProperties("AWS::StepFunctions::StateMachine", { DefinitionString: definition });
    expect(JSON.stringify(definition.asObject())).toContain(
      String.raw`\"IntervalSeconds\":10,\"MaxAttempts\":180,\"BackoffRate\":1`,
    );
    template().hasResourceProperties("Custom::FleetWiseRegistration", {
      ServiceToken: Match.anyValue(),
      ServiceTimeout: "2100",
      reregisterToken: Match.absent(),
      registration: Match.absent(),
    });
  });

  test("it is the same whatever it is synthesized from twice", () => {
    expect(synthesized().template().toJSON()).toEqual(template().toJSON());
  });
});

describe("the props", () => {
  test("wait-only may not register", () => {
    const { template } = synthesized({ mode: "wait-only" });
    expect(statements(template(), "RegistrationonEventRole")).toEqual([READ]);
    template().hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { FLEETWISE_REGISTRATION_MODE: "wait-only" } },
    });
  });

  test("the token and the Timestream resources become properties of the resource", () => {
    const timestreamResources = { timestreamDatabaseName: "database", timestreamTableName: "table" };
    const { template } = synthesized({ reregisterToken: "2", timestreamResources });
    template().hasResourceProperties("Custom::FleetWiseRegistration", {
      reregisterToken: "2",
      registration: { timestreamResources },
    });
  });

  test("the times go to the framework, to CloudFormation and to the handlers' own deadline", () => {
    const { template } = synthesized({
      queryInterval: Duration.seconds(5),
      totalTimeout: Duration.minutes(58),
    });
    template().hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { FLEETWISE_REGISTRATION_MAX_WAIT_TIME: "3475" } },
    });
    template().hasResourceProperties("Custom::FleetWiseRegistration", { ServiceTimeout: "3600" });
    synthesized({ serviceTimeout: Duration.seconds(2000) })
      .template()
      .hasResourceProperties("Custom::FleetWiseRegistration", { ServiceTimeout: "2000" });
  });

  test("your own log group takes the place of the other", () => {
    const stack = new Stack(newApp(), "Fleet", { env });
    const logGroup = new LogGroup(stack, "Yours");
    new FleetWiseRegistration(stack, "Registration", { logGroup });
    Template.fromStack(stack).resourceCountIs("AWS::Logs::LogGroup", 1);
  });

  test.for([
    [
      Duration.seconds(20),
      /more than two times `queryInterval` \(10 seconds\) and at most an hour, got 20 seconds/,
    ],
    [Duration.hours(2), /at most an hour, got 2 hours/],
    [Duration.seconds(45), /not integrally dividable/],
  ] as const)("a totalTimeout of %s is refused", ([totalTimeout, message]) => {
    expect(() => synthesized({ totalTimeout })).toThrow(message);
  });
});

describe("in a stack", () => {
  test("what depends on it comes after the resource", () => {
    const { stack, registration, template } = synthesized();
    const catalog = new CfnSignalCatalog(stack, "Catalog", { name: "vehicles" });
    catalog.node.addDependency(registration);
    const [id] = Object.keys(template().findResources("Custom::FleetWiseRegistration"));
    template().hasResource("AWS::IoTFleetWise::SignalCatalog", { DependsOn: Match.arrayWith([id]) });
  });

  test("each attribute is the resource's", () => {
    const { stack, registration } = synthesized();
    const { customerAccountId, accountStatus, roleArn, timestreamDatabaseName, timestreamTableName } =
      registration;
    const attributes = {
      customerAccountId,
      accountStatus,
      roleArn,
      timestreamDatabaseName,
      timestreamTableName,
    };
    const [id] = Object.keys(Template.fromStack(stack).findResources("Custom::FleetWiseRegistration"));
    for (const [name, value] of Object.entries(attributes))
      expect(stack.resolve(value)).toEqual({ "Fn::GetAtt": [id, name] });
  });

  test("grantRead and grantRegister give what reading and registering need", () => {
    const { stack, registration, template } = synthesized();
    const role = (id: string) =>
      new Role(stack, id, { assumedBy: new ServicePrincipal("ec2.amazonaws.com") });
    expect(registration.grantRead(role("Reader")).success).toBe(true);
    expect(registration.grantRegister(role("Registrar")).success).toBe(true);
    expect(statements(template(), "Reader")).toEqual([READ]);
    expect(statements(template(), "Registrar")).toEqual([READ, ...REGISTER]);
  });
});

/** Why each finding of cdk-nag stands. The Provider is the CDK's own. */
const JUSTIFIED: readonly (readonly [rule: RegExp, where: RegExp, why: string])[] = [
  [
    /IAM5\[Resource::\*\]$/,
    /\/(onEvent|isComplete)Role\//,
    "the operations of AWS IoT FleetWise know no resource",
  ],
  [
    /IAM5\[Resource::<\w+\.Arn>:\*\]$/,
    /\/(FrameworkOnEventRole|FrameworkCompleteRole|Provider\/waiter-state-machine\/Role)\//,
    "the Provider invokes its functions and ours in any version",
  ],
  [
    /SF1$/,
    /\/waiter-state-machine\/Resource$/,
    "what the machine carries has the ResponseURL in it, a secret",
  ],
  [/SF2$/, /\/waiter-state-machine\/Resource$/, "the Provider can't be told to trace"],
];

test("cdk-nag finds nothing that is not justified", () => {
  const { app } = synthesized();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const findings = [
    ...reportOf(app).matchAll(/^ {3}(Fleet\/\S+) .*\n {3}Acknowledge with 'AwsSolutions::(.*)'$/gm),
  ];
  const open = findings.filter(
    ([, where = "", rule = ""]) =>
      !JUSTIFIED.some(([rules, places]) => rules.test(rule) && places.test(where)),
  );
  expect(open.map(([finding]) => finding)).toEqual([]);
  for (const [rules, places, why] of JUSTIFIED)
    expect(
      findings.some(([, where = "", rule = ""]) => rules.test(rule) && places.test(where)),
      why,
    ).toBe(true);
});

function reportOf(app: App): string {
  try {
    app.synth();
    return "";
  } catch (error) {
    return String(error);
  }
}

test("the shipped functions are one file of at most 60 kB gzip, without credential chain or client", () => {
  const folder = join(root, "dist/cdk/lambda");
  expect(readdirSync(folder)).toEqual(["index.mjs"]);
  const code = readFileSync(join(folder, "index.mjs"));
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(60_000);
  expect(code.toString()).not.toMatch(/fromSSO|fromInstanceMetadata|STSClient/);
});

test("the entry exports exactly what it promises", async () => {
  expect(Object.keys(await import("../../src/cdk/index.js")).sort()).toEqual([
    "FleetWiseFleetRegistration",
    "FleetWiseRegistration",
  ]);
});
