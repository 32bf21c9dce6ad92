import { ArnFormat, Names, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ILogGroup, LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { MEMBER_ROLE_NAME } from "../step-functions/member-role.js";
import { acknowledge, type Wildcard, wildcardIn } from "./acknowledgements.js";
import { definitionOf, type FleetWiseFleetRegistrationProps } from "./fleet-props.js";
import { checkRegion } from "./region.js";

/**
 * A state machine that registers the accounts of its input with AWS IoT FleetWise, in the stack's region, and waits until they are
 * registered: `{ accounts: [{ account, roleArn }] }`. It may assume the role of that name in any account that trusts it, write its
 * results and its log, and nothing else.
 *
 * @example
 * const fleet = new FleetWiseFleetRegistration(this, "Fleet");
 * fleet.stateMachine.grantStartExecution(operators);
 */
export class FleetWiseFleetRegistration extends Construct {
  /** The state machine: start an execution with the accounts. */
  readonly stateMachine: StateMachine;
  /** What the role in each account must trust: for `HubRoleArns` of `memberRoleTemplate()`. */
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: FleetWiseFleetRegistrationProps = {}) {
    super(scope, id);
    const definition = definitionOf(props);
    checkRegion(this);
    const { memberRoleName = MEMBER_ROLE_NAME, results, logGroup = ownLogGroup(this) } = props;
    const stack = Stack.of(this);
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("states.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
      }),
    });
    const iam = { service: "iam", region: "", account: "*" };
    const member = stack.formatArn({ ...iam, resource: "role", resourceName: memberRoleName });
    const folder = results?.bucket.arnForObjects(results.prefix === undefined ? "*" : `${results.prefix}/*`);
    role.addToPolicy(new PolicyStatement({ actions: ["sts:AssumeRole"], resources: [member] }));
    if (folder !== undefined) role.addToPolicy(new PolicyStatement({ actions: WRITE, resources: [folder] }));
    this.stateMachine = new StateMachine(this, "StateMachine", {
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
      role,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
      tracingEnabled: true,
    });
    this.roleArn = role.roleArn;
    acknowledge(this, [
      wildcardIn(this, member, "The role of that name in every account, which says whom it trusts."),
      ...(folder === undefined ? [] : [wildcardIn(this, folder, "The folder of the results.")]),
      ...(props.distributed === false ? [] : allowMap(this, role, this.stateMachine)),
    ]);
  }
}

const WRITE = ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"];

function ownLogGroup(scope: Construct): ILogGroup {
  return new LogGroup(scope, "Logs", {
    // Names that begin so do not count towards the length that CloudWatch's resource policy may have.
    logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(scope, { maxLength: 128 })}`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/**
 * A distributed map starts executions of the state machine that it is in. In a policy of its own, as it names the state
 * machine, which needs the role's first. Gives its wildcards.
 */
function allowMap(scope: Construct, role: Role, stateMachine: StateMachine): readonly Wildcard[] {
  const executions = (name: string) =>
    Stack.of(scope).formatArn({
      service: "states",
      resource: "execution",
      resourceName: `${stateMachine.stateMachineName}${name}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  const [own, map] = [executions(":*"), executions("/Accounts:*")];
  const allow = (resource: string, ...actions: string[]) =>
    new PolicyStatement({ actions, resources: [resource] });
  role.attachInlinePolicy(
    new Policy(scope, "MapPolicy", {
      statements: [
        allow(stateMachine.stateMachineArn, "states:StartExecution"),
        allow(own, "states:DescribeExecution", "states:StopExecution"),
        allow(map, "states:RedriveExecution"),
      ],
    }),
  );
  const reason = "The executions of the state machine itself.";
  return [own, map].map((resource) => wildcardIn(scope, resource, reason));
}
