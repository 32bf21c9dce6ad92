import { ArnFormat, Names, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  LogLevel,
  StateMachine,
} from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { MEMBER_ROLE_NAME } from "../step-functions/member-role.js";
import { folderOf } from "../step-functions/write-results.js";
import { type Acknowledgement, acknowledge, wildcardIn } from "./acknowledgements.js";
import { ownLogGroup } from "./log-group.js";
import {
  definitionOf,
  type FleetWiseMultiAccountRegistrationProps,
  type MultiAccountResultsProps,
} from "./multi-account-props.js";
import { allow, usingKey } from "./permissions.js";
import { checkRegion } from "./region.js";

/**
 * A state machine that registers the accounts of its input, `{ accounts: ["123456789012", ...] }`, with AWS IoT FleetWise in the
 * stack's region, and waits until they are registered. If an account is not registered in the end, the execution fails with
 * counts and reasons, unless `ifUnregistered` is `"succeed"`. The state machine's role may assume the member role in each account
 * that trusts it, start its own maps, and write results and logs. If the input names a role with another name, allow
 * `sts:AssumeRole` on it with `stateMachine.addToRolePolicy()`.
 *
 * @example
 * const fleet = new FleetWiseMultiAccountRegistration(this, "Fleet");
 * fleet.stateMachine.grantStartExecution(operators);
 */
export class FleetWiseMultiAccountRegistration extends Construct {
  /** The state machine. Start an execution with the accounts. */
  readonly stateMachine: StateMachine;
  /** ARN of the state machine's role, which each member role must trust: a value of `HubRoleArns` in `memberRoleTemplate()`. */
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: FleetWiseMultiAccountRegistrationProps = {}) {
    super(scope, id);
    const definition = definitionOf(props);
    checkRegion(this);
    const { memberRoleName = MEMBER_ROLE_NAME, results, tracingEnabled = false, encryptionKey } = props;
    const { logGroup = ownLogGroup(this, props.logRetention, vendedLogs(this)) } = props;
    const stack = Stack.of(this);
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("states.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
      }),
    });
    const iam = { service: "iam", region: "", account: "*" };
    const member = stack.formatArn({ ...iam, resource: "role", resourceName: memberRoleName });
    role.addToPolicy(new PolicyStatement({ actions: ["sts:AssumeRole"], resources: [member] }));
    const folder = results && allowResults(role, results);
    if (encryptionKey !== undefined) allowEncryption(role, encryptionKey);
    this.stateMachine = new StateMachine(this, "StateMachine", {
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
      role,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
      tracingEnabled,
      ...(encryptionKey && {
        encryptionConfiguration: new CustomerManagedEncryptionConfiguration(encryptionKey),
      }),
    });
    this.roleArn = role.roleArn;
    acknowledge(this, [
      wildcardIn(this, member, "The input names the accounts, whose roles decide whom they trust."),
      ...(folder === undefined ? [] : [wildcardIn(this, folder, "Each key contains the execution's name.")]),
      ...(props.distributed === false ? [] : allowMaps(this, role, this.stateMachine)),
    ]);
  }
}

/** Allows writing the results. Returns the ARN of the objects, with a wildcard. */
function allowResults(
  role: Role,
  { bucket, prefix, encryptionKey = bucket.encryptionKey }: MultiAccountResultsProps,
): string {
  const folder = bucket.arnForObjects(`${folderOf(prefix)}*`);
  role.addToPolicy(new PolicyStatement({ actions: ["s3:PutObject"], resources: [folder] }));
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
  if (encryptionKey !== undefined)
    role.addToPolicy(usingKey(encryptionKey, "kms:GenerateDataKey", "kms:Decrypt"));
  return folder;
}

/**
 * Allows the use of the key for any state machine of the stack's account and region: with the state machine's own ARN, the role
 * and the state machine would depend on each other. The CDK's statement, whose ARN has an empty name, matches no state machine.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
function allowEncryption(role: Role, key: IKey): void {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const machine = { service: "states", resource: "stateMachine", resourceName: "*", arnFormat };
  const statement = usingKey(key, "kms:Decrypt", "kms:GenerateDataKey");
  statement.addCondition("ArnLike", {
    "kms:EncryptionContext:aws:states:stateMachineArn": Stack.of(role).formatArn(machine),
  });
  role.addToPolicy(statement);
}

/** Returns a name for the log group. Its prefix adds nothing to CloudWatch's resource policy, whose length is limited. */
function vendedLogs(scope: Construct): string {
  return `/aws/vendedlogs/states/${Names.uniqueResourceName(scope, { maxLength: 128 })}`;
}

/**
 * Allows distributed maps to start, stop and redrive executions of their own state machine. The policy is separate, because it
 * names the state machine, which depends on the role's default policy. Returns the acknowledgements of the wildcards.
 *
 * AWS documents the policy for a map, but not for a map within a map. The child executions of a map belong to a state machine
 * with the map's label in its ARN, so the policy includes those ARNs.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
function allowMaps(scope: Construct, role: Role, stateMachine: StateMachine): readonly Acknowledgement[] {
  const executions = (name: string) =>
    Stack.of(scope).formatArn({
      service: "states",
      resource: "execution",
      resourceName: `${stateMachine.stateMachineName}${name}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  const [own, labeled] = [executions(":*"), executions("/*")];
  const maps = `${stateMachine.stateMachineArn}/*`;
  const to = (resources: string[], ...actions: string[]) => new PolicyStatement({ actions, resources });
  allow(scope, "MapPolicy", role, [
    to([stateMachine.stateMachineArn, maps], "states:StartExecution"),
    to([own, labeled], "states:DescribeExecution", "states:StopExecution"),
    to([labeled], "states:RedriveExecution"),
  ]);
  const reason = "The names of the executions of the state machine and its maps are known only when it runs.";
  return [own, labeled, maps].map((resource) => wildcardIn(scope, resource, reason));
}
