// Resources from another stack, imported by name or given as tokens. The other stack must not depend on the construct's, because
// that would be a circular dependency.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, CfnParameter, Duration, Stack, Token } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { type IVpc, SecurityGroup, Vpc } from "aws-cdk-lib/aws-ec2";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import {
  FleetWiseMultiAccountRegistration,
  type FleetWiseMultiAccountRegistrationProps,
  FleetWiseRegistration,
  type FleetWiseRegistrationProps,
} from "../../src/cdk/index.js";

process.env["CDK_VALIDATION"] = "false";

const env = { account: "123456789012", region: "eu-central-1" };
const lambda = new ServicePrincipal("lambda.amazonaws.com");
const keyArn = `arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555`;

/** Vpc's declarations do not fit IVpc under exactOptionalPropertyTypes. */
const vpcIn = (stack: Stack) => new Vpc(stack, "Vpc", { maxAzs: 1 }) as IVpc;

function importedVpc(stack: Stack): IVpc {
  const ids = { vpcId: "vpc-1", availabilityZones: ["eu-central-1a"], privateSubnetIds: ["subnet-1"] };
  return Vpc.fromVpcAttributes(stack, "Vpc", ids);
}

type Props<P> = Readonly<Record<string, (stack: Stack) => P>>;

const ONE: Props<FleetWiseRegistrationProps> = {
  role: (stack) => ({ role: new Role(stack, "Role", { assumedBy: lambda }) }),
  "role, traced": (stack) => ({
    role: new Role(stack, "Role", { assumedBy: lambda }),
    tracing: Tracing.ACTIVE,
  }),
  logGroup: (stack) => ({ logGroup: new LogGroup(stack, "Logs") }),
  environmentEncryption: (stack) => ({ environmentEncryption: new Key(stack, "Key") }),
  vpc: (stack) => ({ vpc: vpcIn(stack) }),
  securityGroups: (stack) => {
    const vpc = vpcIn(stack);
    return { vpc, securityGroups: [new SecurityGroup(stack, "Group", { vpc })] };
  },
  everything: (stack) => {
    const vpc = vpcIn(stack);
    const key = new Key(stack, "Key");
    return {
      vpc,
      securityGroups: [new SecurityGroup(stack, "Group", { vpc })],
      role: new Role(stack, "Role", { assumedBy: lambda }),
      logGroup: new LogGroup(stack, "Logs", { encryptionKey: key }),
      environmentEncryption: key,
    };
  },
};

const ONE_BY_NAME: Props<FleetWiseRegistrationProps> = {
  role: (stack) => ({ role: Role.fromRoleName(stack, "Role", "yours") }),
  "role that must not be changed": (stack) => ({
    role: Role.fromRoleArn(stack, "Role", "arn:aws:iam::123456789012:role/yours", { mutable: false }),
  }),
  logGroup: (stack) => ({ logGroup: LogGroup.fromLogGroupName(stack, "Logs", "yours") }),
  environmentEncryption: (stack) => ({ environmentEncryption: Key.fromKeyArn(stack, "Key", keyArn) }),
  vpc: (stack) => ({ vpc: importedVpc(stack) }),
  securityGroups: (stack) => ({
    vpc: importedVpc(stack),
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, "Group", "sg-1")],
  }),
};

const MANY: Props<FleetWiseMultiAccountRegistrationProps> = {
  logGroup: (stack) => ({ logGroup: new LogGroup(stack, "Logs") }),
  encryptionKey: (stack) => ({ encryptionKey: new Key(stack, "Key") }),
  "results.bucket": (stack) => ({ results: { bucket: new Bucket(stack, "Bucket") } }),
  "results.bucket with a key": (stack) => ({
    results: { bucket: new Bucket(stack, "Bucket", { encryptionKey: new Key(stack, "Key") }) },
  }),
  everything: (stack) => {
    const key = new Key(stack, "Key");
    return {
      results: { bucket: new Bucket(stack, "Bucket", { encryptionKey: key }), prefix: "results" },
      logGroup: new LogGroup(stack, "Logs", { encryptionKey: key }),
      encryptionKey: key,
      tracingEnabled: true,
    };
  },
};

const MANY_BY_NAME: Props<FleetWiseMultiAccountRegistrationProps> = {
  logGroup: (stack) => ({ logGroup: LogGroup.fromLogGroupName(stack, "Logs", "yours") }),
  encryptionKey: (stack) => ({ encryptionKey: Key.fromKeyArn(stack, "Key", keyArn) }),
  "results.bucket": (stack) => ({
    results: {
      bucket: Bucket.fromBucketName(stack, "Bucket", "yours"),
      encryptionKey: Key.fromKeyArn(stack, "Key", keyArn),
    },
  }),
};

function stacks() {
  const app = new App({ stackTraces: false, outdir: mkdtempSync(join(tmpdir(), "cdk.out-")) });
  return { app, theirs: new Stack(app, "Theirs", { env }), ours: new Stack(app, "Ours", { env }) };
}

/** Synthesizes, and returns the construct's template and the findings of cdk-nag in its stack. */
function synthesized(make: (ours: Stack, theirs: Stack) => unknown, from: "theirs" | "ours") {
  const made = stacks();
  make(made.ours, made[from]);
  const { violations } = new AwsSolutionsChecks(made.app).validateScope(made.ours);
  made.app.synth();
  expect(made.theirs.dependencies).toEqual([]);
  return { template: Template.fromStack(made.ours), findings: violations.map(({ ruleName }) => ruleName) };
}

describe.each([
  ["from another stack", ONE, "theirs"],
  ["imported by name", ONE_BY_NAME, "ours"],
] as const)("the construct of one account, %s", (_from, props, stack) => {
  test.each(Object.entries(props))(
    "the construct of one account accepts %s, and cdk-nag finds nothing",
    (_prop, propsOf) => {
      const { findings } = synthesized(
        (ours, theirs) => new FleetWiseRegistration(ours, "Registration", propsOf(theirs)),
        stack,
      );
      expect(findings).toEqual([]);
    },
  );
});

describe.each([
  ["from another stack", MANY, "theirs"],
  ["imported by name", MANY_BY_NAME, "ours"],
] as const)("the construct of many accounts, %s", (_from, props, stack) => {
  test.each(Object.entries(props))(
    "the construct of many accounts accepts %s, and cdk-nag finds nothing",
    (_prop, propsOf) => {
      const { findings } = synthesized(
        (ours, theirs) => new FleetWiseMultiAccountRegistration(ours, "Many", propsOf(theirs)),
        stack,
      );
      expect(findings).toEqual([]);
    },
  );
});

test("a role of another stack gets a policy of the construct's stack before the resource is created", () => {
  const { template } = synthesized(
    (ours, theirs) =>
      new FleetWiseRegistration(ours, "Registration", {
        role: new Role(theirs, "Role", { assumedBy: lambda }),
      }),
    "theirs",
  );
  const [[id, policy] = []] = Object.entries(template.findResources("AWS::IAM::Policy")).filter(([name]) =>
    name.startsWith("RegistrationRolePolicy"),
  );
  expect(policy?.["Properties"].Roles).toEqual([{ "Fn::ImportValue": expect.stringContaining("Role") }]);
  expect(JSON.stringify(policy)).toContain("iotfleetwise:RegisterAccount");
  for (const Handler of ["index.onEvent", "index.isComplete"]) {
    const [fn] = Object.values(template.findResources("AWS::Lambda::Function", { Properties: { Handler } }));
    expect(fn?.["DependsOn"]).toContain(id);
  }
});

test("a role that must not be changed gets no policy", () => {
  const { template } = synthesized(
    (ours, theirs) =>
      new FleetWiseRegistration(ours, "Registration", ONE_BY_NAME["role that must not be changed"]?.(theirs)),
    "ours",
  );
  expect(JSON.stringify(template.toJSON())).not.toContain("iotfleetwise:RegisterAccount");
});

describe("tokens", () => {
  test("a Duration that is a token is rejected by its name", () => {
    const { ours } = stacks();
    const { valueAsNumber } = new CfnParameter(ours, "Seconds", { type: "Number", default: 10 });
    const token = Duration.seconds(valueAsNumber);
    for (const name of ["queryInterval", "totalTimeout", "serviceTimeout"])
      expect(() => new FleetWiseRegistration(ours, name, { [name]: token })).toThrow(
        `Expected \`${name}\` to be a Duration that is known when the app is synthesized, got a token`,
      );
    for (const name of ["maxWaitTime", "interval", "consistencyGrace"])
      expect(() => new FleetWiseMultiAccountRegistration(ours, name, { [name]: token })).toThrow(
        `Expected \`${name}\` to be a Duration that is known when the app is synthesized, got a token`,
      );
  });

  test("names and concurrency that are tokens are passed on", () => {
    const { ours } = stacks();
    const reserved = new CfnParameter(ours, "Reserved", { type: "Number", default: 1 });
    const name = new CfnParameter(ours, "Database", { default: "database" });
    new FleetWiseRegistration(ours, "Registration", {
      reservedConcurrentExecutions: reserved.valueAsNumber,
      timestreamResources: {
        timestreamDatabaseName: name.valueAsString,
        timestreamTableName: Token.asString({ Ref: "Database" }),
      },
    });
    const template = Template.fromStack(ours);
    template.hasResourceProperties("AWS::Lambda::Function", {
      Handler: "index.onEvent",
      ReservedConcurrentExecutions: { Ref: "Reserved" },
    });
    template.hasResourceProperties("Custom::FleetWiseRegistration", {
      registration: {
        timestreamResources: {
          timestreamDatabaseName: { Ref: "Database" },
          timestreamTableName: { Ref: "Database" },
        },
      },
    });
  });
});
