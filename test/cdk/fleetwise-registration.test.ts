import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Annotations, Capture, Match, Template } from "aws-cdk-lib/assertions";
import { type IVpc, SecurityGroup, Vpc } from "aws-cdk-lib/aws-ec2";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSignalCatalog } from "aws-cdk-lib/aws-iotfleetwise";
import { Key } from "aws-cdk-lib/aws-kms";
import { Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from "cdk-nag";
import { describe, expect, test } from "vitest";
import { FleetWiseRegistration, type FleetWiseRegistrationProps } from "../../src/cdk/index.js";
import { fences, guide } from "../support/guides.js";
import { root } from "../support/run.js";

// The CDK's own validation takes seconds. Most tests of test/lab/embed have it on, and fail if it finds something.
process.env["CDK_VALIDATION"] = "false";

const env = { account: "123456789012", region: "eu-central-1" };

/** Returns an app without the CDK's stack trace of each construct, for which vitest would resolve source maps. */
const newApp = () => new App({ stackTraces: false, outdir: mkdtempSync(join(tmpdir(), "cdk.out-")) });

/** Vpc's declarations do not fit IVpc under exactOptionalPropertyTypes. */
const vpcIn = (stack: Stack) => new Vpc(stack, "Vpc", { maxAzs: 1 }) as IVpc;

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
    Resource: { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ROLE]] },
  },
];

/** Returns the statements of the policy with this prefix, except those for logs and traces. */
function statements(template: Template, name: string): unknown[] {
  const policies = template.findResources("AWS::IAM::Policy", {
    Properties: { PolicyName: Match.stringLikeRegexp(`^${name}`) },
  });
  const [policy, ...others] = Object.values(policies);
  expect(others).toEqual([]);
  return policy?.["Properties"].PolicyDocument.Statement.filter(
    ({ Action }: { Action: unknown }) => !/"(logs|xray):/.test(JSON.stringify(Action)),
  );
}

test("the policy in the guide equals the construct's", () => {
  const [json = ""] = fences("json");
  const [register, create] = REGISTER;
  expect(JSON.parse(json).Statement).toEqual([READ, register, { ...create, Resource: `arn:aws${ROLE}` }]);
});

describe("FleetWiseRegistration", () => {
  const { template } = synthesized();

  test("FleetWiseRegistration lets onEvent poll, register and create the service's role, and isComplete poll", () => {
    expect(statements(template(), "RegistrationonEventRole")).toEqual([READ, ...REGISTER]);
    expect(statements(template(), "RegistrationisCompleteRole")).toEqual([READ]);
  });

  test("FleetWiseRegistration runs its functions on the newest Node.js, longer than their handlers' limits", () => {
    for (const [handler, Timeout] of [
      ["index.onEvent", 870],
      ["index.isComplete", 40],
    ]) {
      template().hasResourceProperties("AWS::Lambda::Function", {
        Handler: handler,
        Runtime: "nodejs24.x",
        Timeout,
        Environment: {
          Variables: { FLEETWISE_REGISTRATION_MODE: "ensure", FLEETWISE_REGISTRATION_MAX_WAIT_TIME: "1790" },
        },
      });
    }
  });

  test("FleetWiseRegistration traces nothing, and its state machine has no log", () => {
    expect(JSON.stringify(template().toJSON())).not.toMatch(
      /xray|TracingConfig|LoggingConfiguration|LogDelivery/,
    );
  });

  test("FleetWiseRegistration has one log group, which keeps logs for a month and is removed with the stack", () => {
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

  test("FleetWiseRegistration polls every 10 s for 30 minutes; CloudFormation waits 35 minutes", () => {
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

  test("FleetWiseRegistration synthesizes the same template twice", () => {
    expect(synthesized().template().toJSON()).toEqual(template().toJSON());
  });
});

describe("props of FleetWiseRegistration", () => {
  test("the mode wait-only gives no permission to register", () => {
    const { template } = synthesized({ mode: "wait-only" });
    expect(statements(template(), "RegistrationonEventRole")).toEqual([READ]);
    template().hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { FLEETWISE_REGISTRATION_MODE: "wait-only" } },
    });
  });

  test("reregisterToken and timestreamResources become properties of the resource", () => {
    const timestreamResources = { timestreamDatabaseName: "database", timestreamTableName: "table" };
    const { template } = synthesized({ reregisterToken: "2", timestreamResources });
    template().hasResourceProperties("Custom::FleetWiseRegistration", {
      reregisterToken: "2",
      registration: { timestreamResources },
    });
  });

  test("dropTimestream becomes a property of the resource only if it is true", () => {
    const resource = "Custom::FleetWiseRegistration";
    synthesized({ dropTimestream: true })
      .template()
      .hasResourceProperties(resource, { dropTimestream: "true", registration: Match.absent() });
    synthesized({ dropTimestream: false })
      .template()
      .hasResourceProperties(resource, { dropTimestream: Match.absent() });
  });

  test("the times set the limits of the framework, of CloudFormation and of the handlers", () => {
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

  test("your own log group replaces the construct's", () => {
    const stack = new Stack(newApp(), "Fleet", { env });
    const logGroup = new LogGroup(stack, "Yours");
    new FleetWiseRegistration(stack, "Registration", { logGroup });
    Template.fromStack(stack).resourceCountIs("AWS::Logs::LogGroup", 1);
  });

  test("logRetention applies to the construct's log group", () => {
    const { template } = synthesized({ logRetention: RetentionDays.ONE_WEEK });
    template().hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 7 });
  });

  test("vpc puts every function into its subnets and security groups, with the permissions", () => {
    const stack = new Stack(newApp(), "Fleet", { env });
    const vpc = vpcIn(stack);
    const securityGroups = [new SecurityGroup(stack, "Group", { vpc })];
    const vpcSubnets = { subnets: vpc.privateSubnets };
    new FleetWiseRegistration(stack, "Registration", { vpc, vpcSubnets, securityGroups });
    const template = Template.fromStack(stack);
    const [group] = Object.keys(template.findResources("AWS::EC2::SecurityGroup"));
    const subnets = vpc.privateSubnets.map(({ subnetId }) => stack.resolve(subnetId));
    const functions = Object.values(template.findResources("AWS::Lambda::Function"));
    expect(functions).toHaveLength(5);
    for (const { Properties } of functions) {
      expect(Properties.VpcConfig).toEqual({
        SecurityGroupIds: [{ "Fn::GetAtt": [group, "GroupId"] }],
        SubnetIds: subnets,
      });
      const [role] = Properties.Role["Fn::GetAtt"];
      const policies = Object.values(template.findResources("AWS::IAM::Policy")).filter(({ Properties }) =>
        JSON.stringify(Properties.Roles).includes(role),
      );
      expect(JSON.stringify(policies)).toContain("ec2:CreateNetworkInterface");
    }
  });

  test("environmentEncryption encrypts every environment, and every role may decrypt it", () => {
    const stack = new Stack(newApp(), "Fleet", { env });
    const key = new Key(stack, "Key");
    new FleetWiseRegistration(stack, "Registration", { environmentEncryption: key });
    const template = Template.fromStack(stack);
    const KmsKeyArn = stack.resolve(key.keyArn);
    for (const { Properties } of Object.values(template.findResources("AWS::Lambda::Function")))
      expect(Properties.KmsKeyArn).toEqual(KmsKeyArn);
    for (const name of ["onEventRole", "isCompleteRole", "FrameworkOnEventRole", "FrameworkCompleteRole"])
      expect(statements(template, `Registration${name}`)).toContainEqual({
        Action: "kms:Decrypt",
        Effect: "Allow",
        Resource: KmsKeyArn,
      });
  });

  test("your role replaces the roles of the two functions, with the permissions of both", () => {
    const stack = new Stack(newApp(), "Fleet", { env });
    const role = new Role(stack, "Yours", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    new FleetWiseRegistration(stack, "Registration", { role });
    const template = Template.fromStack(stack);
    for (const Handler of ["index.onEvent", "index.isComplete"])
      template.hasResourceProperties("AWS::Lambda::Function", { Handler, Role: stack.resolve(role.roleArn) });
    expect(statements(template, "RegistrationRolePolicy")).toEqual([READ, ...REGISTER]);
  });

  test("tracing traces every function and the state machine, with the permissions", () => {
    const { template } = synthesized({ tracing: Tracing.ACTIVE });
    for (const { Properties } of Object.values(template().findResources("AWS::Lambda::Function")))
      expect(Properties.TracingConfig).toEqual({ Mode: "Active" });
    template().hasResourceProperties("AWS::StepFunctions::StateMachine", {
      TracingConfiguration: { Enabled: true },
    });
    const traced = Object.values(template().findResources("AWS::IAM::Policy")).filter((policy) =>
      JSON.stringify(policy).includes("xray:PutTraceSegments"),
    );
    expect(traced).toHaveLength(5);
  });

  test("runtime and reservedConcurrentExecutions apply to the two functions", () => {
    const { template } = synthesized({ runtime: Runtime.NODEJS_22_X, reservedConcurrentExecutions: 2 });
    for (const Handler of ["index.onEvent", "index.isComplete"])
      template().hasResourceProperties("AWS::Lambda::Function", {
        Handler,
        Runtime: "nodejs22.x",
        ReservedConcurrentExecutions: 2,
      });
  });

  test("assetPath is the folder of the functions' code", () => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-"));
    expect(() => synthesized({ assetPath: folder })).toThrow(
      /is not in .*lambda-.*--external:fleetwise-registration.*`assetPath`/,
    );
    copyFileSync(join(root, "dist/cdk/lambda/index.mjs"), join(folder, "index.mjs"));
    expect(() => synthesized({ assetPath: folder })).not.toThrow();
  });

  test.for([
    [
      "an unknown mode",
      { mode: "nonsense" },
      /Expected `mode` to be "ensure" or "wait-only", got "nonsense"/,
    ],
    ["a misspelled prop", { totalTimeOut: Duration.minutes(5) }, /did you mean `totalTimeout`\?/],
    ["a time in seconds", { queryInterval: 10 }, /Expected `queryInterval` to be a Duration, got 10/],
    ["a time that is null", { totalTimeout: null }, /Expected `totalTimeout` to be a Duration, got null/],
    [
      "wait-only with a token",
      { mode: "wait-only", reregisterToken: "1" },
      /Expected `reregisterToken` to be left out if `mode` is "wait-only", got "1"/,
    ],
    [
      "wait-only with Timestream",
      {
        mode: "wait-only",
        timestreamResources: { timestreamDatabaseName: "database", timestreamTableName: "table" },
      },
      /Expected `timestreamResources` to be left out if `mode` is "wait-only", got an object/,
    ],
    [
      "wait-only with dropTimestream",
      { mode: "wait-only", dropTimestream: true },
      /Expected `dropTimestream` to be left out if `mode` is "wait-only", got true/,
    ],
    [
      "Timestream resources with dropTimestream",
      {
        dropTimestream: true,
        timestreamResources: { timestreamDatabaseName: "database", timestreamTableName: "table" },
      },
      /Expected `timestreamResources` or `dropTimestream`, got both/,
    ],
    ["dropTimestream as text", { dropTimestream: "true" }, /Expected `dropTimestream` to be a boolean/],
    ["an empty token", { reregisterToken: "" }, /Expected `reregisterToken` to be a non-empty string/],
    [
      "Timestream without a table",
      { timestreamResources: { timestreamDatabaseName: "database" } },
      /Expected `timestreamResources.timestreamTableName` to be 3 to 255 letters, .*, got undefined/,
    ],
    [
      "a misspelled Timestream resource",
      { timestreamResources: { timestreamDatabase: "database" } },
      /Expected a prop of `timestreamResources` that is known, .* did you mean `timestreamDatabaseName`\?/,
    ],
    [
      "the retention of your log group",
      { logGroup: {}, logRetention: RetentionDays.ONE_DAY },
      /set the retention of your `logGroup`/,
    ],
    [
      "a totalTimeout of two polls",
      { totalTimeout: Duration.seconds(20) },
      /a multiple of `queryInterval` \(10 seconds\), more than twice as long, and at most an hour, got 20 seconds/,
    ],
    ["no queryInterval", { queryInterval: Duration.seconds(0) }, /at least 1 second, got 0 seconds/],
    ...(["queryInterval", "totalTimeout", "serviceTimeout"] as const).map(
      (name) =>
        [
          `a ${name} with a fraction of a second`,
          { [name]: Duration.millis(1_800_500) },
          new RegExp(`Expected \`${name}\` to be whole seconds, got 30 minutes`),
        ] as const,
    ),
    ["no reserved executions", { reservedConcurrentExecutions: 0 }, /a whole number, at least 1, got 0/],
    [
      "a runtime that is too old",
      { runtime: Runtime.NODEJS_20_X },
      /Expected `runtime` to be a Runtime of Node 22 or later, got "nodejs20.x"/,
    ],
    ["another language", { runtime: Runtime.PYTHON_3_13 }, /Node 22 or later, got "python3.13"/],
    ["a totalTimeout of two hours", { totalTimeout: Duration.hours(2) }, /at most an hour, got 2 hours/],
    [
      "a totalTimeout that queryInterval does not divide",
      { totalTimeout: Duration.seconds(45) },
      /a multiple of `queryInterval` \(10 seconds\), .*, got 45 seconds/,
    ],
    [
      "a serviceTimeout that is too short",
      { serviceTimeout: Duration.minutes(30) },
      /Expected `serviceTimeout` to be at least 31 minutes, a minute more than `totalTimeout`, and at most an hour, got 30 minutes/,
    ],
    [
      "a serviceTimeout that is too long",
      { serviceTimeout: Duration.hours(2) },
      /at most an hour, got 2 hours/,
    ],
  ] as const)("FleetWiseRegistration rejects %s", ([, props, message]) => {
    expect(() => synthesized(props as unknown as FleetWiseRegistrationProps)).toThrow(message);
  });

  test("a totalTimeout of an hour leaves CloudFormation time for the reason", () => {
    const { template } = synthesized({ totalTimeout: Duration.hours(1) });
    template().hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { FLEETWISE_REGISTRATION_MAX_WAIT_TIME: "3530" } },
    });
    template().hasResourceProperties("Custom::FleetWiseRegistration", { ServiceTimeout: "3600" });
  });

  test("a stack in a region without the service gets a warning, one without a region does not", () => {
    const warnings = (region?: string) => {
      const stack = new Stack(newApp(), "Fleet", region === undefined ? {} : { env: { ...env, region } });
      new FleetWiseRegistration(stack, "Registration");
      return Annotations.fromStack(stack).findWarning("*", Match.stringLikeRegexp("AWS IoT FleetWise is in"));
    };
    expect(warnings("eu-west-1")).toHaveLength(1);
    expect(warnings("eu-central-1")).toEqual([]);
    expect(warnings()).toEqual([]);
  });
});

describe("a construct in a stack", () => {
  test("a resource that depends on the construct depends on its custom resource", () => {
    const { stack, registration, template } = synthesized();
    const catalog = new CfnSignalCatalog(stack, "Catalog", { name: "vehicles" });
    catalog.node.addDependency(registration);
    const [id] = Object.keys(template().findResources("Custom::FleetWiseRegistration"));
    template().hasResource("AWS::IoTFleetWise::SignalCatalog", { DependsOn: Match.arrayWith([id]) });
  });

  test("each attribute of the construct is an attribute of its custom resource", () => {
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

  test("grantRead and grantRegister grant the permissions for polling and registering", () => {
    const { stack, registration, template } = synthesized();
    const role = (id: string) =>
      new Role(stack, id, { assumedBy: new ServicePrincipal("ec2.amazonaws.com") });
    expect(registration.grantRead(role("Reader")).success).toBe(true);
    expect(registration.grantRegister(role("Registrar")).success).toBe(true);
    expect(statements(template(), "Reader")).toEqual([READ]);
    expect(statements(template(), "Registrar")).toEqual([READ, ...REGISTER]);
  });
});

describe("cdk-nag", () => {
  const packs = {
    AwsSolutions: AwsSolutionsChecks,
    Serverless: ServerlessChecks,
    "NIST 800-53 rev. 4": NIST80053R4Checks,
    "NIST 800-53 rev. 5": NIST80053R5Checks,
    HIPAA: HIPAASecurityChecks,
    "PCI DSS": PCIDSS321Checks,
  };

  function findings(pack: keyof typeof packs, props: (stack: Stack) => FleetWiseRegistrationProps): string[] {
    const app = newApp();
    const stack = new Stack(app, "Fleet", { env });
    new FleetWiseRegistration(stack, "Registration", props(new Stack(app, "Theirs", { env })));
    const { violations } = new packs[pack](app).validateScope(stack);
    return violations.map(({ ruleName }) => ruleName.replace(/^.*?-/, "")).sort();
  }

  test.for(["ensure", "wait-only"] as const)("AwsSolutions finds nothing in the mode %s", (mode) => {
    expect(findings("AwsSolutions", () => ({ mode }))).toEqual([]);
  });

  test("the guide lists the findings of each pack for an encrypted construct in a VPC", () => {
    const [, table = ""] = guide.match(/^\| cdk-nag's pack .*\n\|.*\n((?:\|.*\n)+)/m) ?? [];
    const documented = [...table.matchAll(/^\| (.+) \| (.+) \|$/gm)].flatMap(([, names = "", rules = ""]) =>
      names.split(", ").map((pack) => [pack, [...rules.matchAll(/`(\w+)`/g)].map(([, rule]) => rule)]),
    );
    const found = Object.keys(packs).map((pack) => [
      pack,
      findings(pack as keyof typeof packs, (theirs) => {
        const key = new Key(theirs, "Key", { enableKeyRotation: true });
        return {
          vpc: vpcIn(theirs),
          environmentEncryption: key,
          logGroup: new LogGroup(theirs, "Logs", { encryptionKey: key }),
        };
      }),
    ]);
    expect(new Map(documented as [])).toEqual(new Map(found as []));
  });
});

test("the shipped functions are one file of at most 60 kB gzip, without credential chain or client", () => {
  const folder = join(root, "dist/cdk/lambda");
  expect(readdirSync(folder)).toEqual(["index.mjs"]);
  const code = readFileSync(join(folder, "index.mjs"));
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(60_000);
  expect(code.toString()).not.toMatch(/fromSSO|fromInstanceMetadata|STSClient/);
});

test("the entry point exports the two constructs", async () => {
  expect(Object.keys(await import("../../src/cdk/index.js")).sort()).toEqual([
    "FleetWiseMultiAccountRegistration",
    "FleetWiseRegistration",
  ]);
});
