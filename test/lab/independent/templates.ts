// Templates of this package and of its constructs, by name.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { SecurityGroup, Vpc } from "aws-cdk-lib/aws-ec2";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Bucket } from "aws-cdk-lib/aws-s3";
import {
  FleetWiseMultiAccountRegistration,
  FleetWiseRegistration,
  type FleetWiseRegistrationProps,
} from "../../../src/cdk/index.js";
import {
  memberRoleTemplate,
  multiAccountRegistrationStateMachine,
  registrationStateMachine,
} from "../../../src/step-functions/index.js";
import { root } from "../../support/run.js";

const env = { account: "123456789012", region: "eu-central-1" };

function stackOf(make: (stack: Stack) => unknown, outdir: string): object {
  const stack = new Stack(new App({ stackTraces: false, outdir }), "Stack", { env });
  make(stack);
  return Template.fromStack(stack).toJSON();
}

/** Returns a template around a state machine's definition. */
function around(Definition: object): object {
  const RoleArn = "arn:aws:iam::123456789012:role/Role";
  return {
    Resources: { Machine: { Type: "AWS::StepFunctions::StateMachine", Properties: { RoleArn, Definition } } },
  };
}

/** Returns props that add resources or properties to the template. */
function everyProp(stack: Stack): FleetWiseRegistrationProps {
  const vpc = Vpc.fromVpcAttributes(stack, "Vpc", {
    vpcId: "vpc-0123456789abcdef0",
    availabilityZones: ["eu-central-1a"],
    privateSubnetIds: ["subnet-0123456789abcdef0"],
  });
  const key = new Key(stack, "Key");
  return {
    vpc,
    securityGroups: [new SecurityGroup(stack, "Group", { vpc })],
    environmentEncryption: key,
    logGroup: new LogGroup(stack, "Logs", { encryptionKey: key }),
    role: new Role(stack, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") }),
    tracing: Tracing.ACTIVE,
    reservedConcurrentExecutions: 2,
    reregisterToken: "1",
    timestreamResources: { timestreamDatabaseName: "database", timestreamTableName: "table" },
  };
}

/** Returns the templates by name. @param outdir - Folder into which the CDK writes its assembly. */
export function templates(outdir: string): Readonly<Record<string, object>> {
  const results = { bucket: "results", prefix: "here" };
  const plain = join(root, "dist/cloudformation/fleetwise-registration.template.json");
  const plainTemplate = JSON.parse(readFileSync(plain, "utf8"));
  const cdk = (make: (stack: Stack) => unknown) => stackOf(make, outdir);
  return {
    plain: plainTemplate,
    "plain-dropping-timestream": {
      ...plainTemplate,
      Parameters: {
        ...plainTemplate.Parameters,
        DropTimestream: { ...plainTemplate.Parameters.DropTimestream, Default: "true" },
      },
    },
    "member-role": memberRoleTemplate(),
    "member-role-with-options": memberRoleTemplate({
      mode: "wait-only",
      path: "/teams/",
      permissionsBoundary: "Boundary",
      tags: { team: "vehicles" },
    }),
    "machine-of-one": around(registrationStateMachine()),
    "machine-of-one-wait-only": around(registrationStateMachine({ mode: "wait-only", maxWaitTime: 2.5 })),
    "machine-of-many": around(multiAccountRegistrationStateMachine({ results })),
    "machine-of-many-inline": around(multiAccountRegistrationStateMachine({ results, distributed: false })),
    "machine-of-many-succeeding": around(multiAccountRegistrationStateMachine({ ifUnregistered: "succeed" })),
    "construct-of-one": cdk((stack) => new FleetWiseRegistration(stack, "Registration")),
    "construct-of-one-with-every-prop": cdk(
      (stack) => new FleetWiseRegistration(stack, "Registration", everyProp(stack)),
    ),
    "construct-of-one-dropping-timestream": cdk(
      (stack) => new FleetWiseRegistration(stack, "Registration", { dropTimestream: true }),
    ),
    "construct-of-many": cdk((stack) => new FleetWiseMultiAccountRegistration(stack, "Many")),
    "construct-of-many-dropping-timestream": cdk(
      (stack) => new FleetWiseMultiAccountRegistration(stack, "Many", { dropTimestream: true }),
    ),
    "construct-of-many-with-every-prop": cdk((stack) => {
      const encryptionKey = new Key(stack, "Key");
      return new FleetWiseMultiAccountRegistration(stack, "Many", {
        results: { bucket: new Bucket(stack, "Results", { encryptionKey }), prefix: "here" },
        encryptionKey,
        tracingEnabled: true,
      });
    }),
  };
}
