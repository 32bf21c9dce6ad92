import { ArnFormat, type Duration, Names, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ILogGroup, LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { DefinitionBody, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { fleetRegistrationStateMachine } from "../step-functions/fleet.js";
import { MEMBER_ROLE_NAME } from "../step-functions/member-role.js";
import type { TimestreamResourcesProps } from "./props.js";

/** What the registration of a fleet's accounts goes by. */
export interface FleetWiseFleetRegistrationProps {
  /** `"ensure"` registers each account where needed, then waits; `"wait-only"` never registers. @default "ensure" */
  readonly mode?: "ensure" | "wait-only" | undefined;
  /**
   * What RegisterAccount is called with, in the older mode. Without it, a failed registration that has Timestream resources is
   * not registered again: the service would remove what it has stored of them.
   *
   * @default undefined: RegisterAccount is called with {}
   */
  readonly timestreamResources?: TimestreamResourcesProps | undefined;
  /** Time until an account is given up. @default Duration.minutes(15) */
  readonly maxWaitTime?: Duration | undefined;
  /** Time between two reads of an account around its expected finish: what the wait costs. @default Duration.seconds(15) */
  readonly interval?: Duration | undefined;
  /** Accounts at a time. A whole number, at least 1, at most 10,000, or 40 where not `distributed`. @default 500, or 40 */
  readonly maxConcurrency?: number | undefined;
  /**
   * Whether each account is an execution of its own. Otherwise all are one, which takes 40 accounts at most.
   *
   * @default true
   */
  readonly distributed?: boolean | undefined;
  /**
   * Where in S3 the results go, instead of the execution's output, which holds about 3,000. Only where `distributed`.
   *
   * @default the execution's output
   */
  readonly results?: FleetResultsProps | undefined;
  /** The name of the role in each account: that of `memberRoleTemplate()`. @default "FleetWiseRegistrationMember" */
  readonly memberRoleName?: string | undefined;
  /**
   * Where the executions log to.
   *
   * @default a log group of its own, kept for a month, removed with the stack
   */
  readonly logGroup?: ILogGroup | undefined;
}

/** Where in S3 the results of a fleet go. */
export interface FleetResultsProps {
  readonly bucket: Pick<IBucket, "bucketName" | "arnForObjects">;
  /** The folder in it. @default none */
  readonly prefix?: string | undefined;
}

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
  readonly stateMachine: StateMachine;
  /** What the role in each account must trust: for `HubRoleArns` of `memberRoleTemplate()`. */
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: FleetWiseFleetRegistrationProps = {}) {
    super(scope, id);
    const { memberRoleName = MEMBER_ROLE_NAME, results, logGroup = this.#ownLogGroup() } = props;
    const stack = Stack.of(this);
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("states.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["sts:AssumeRole"],
        resources: [
          stack.formatArn({
            service: "iam",
            region: "",
            account: "*",
            resource: "role",
            resourceName: memberRoleName,
          }),
        ],
      }),
    );
    if (results) role.addToPolicy(mayWrite(results));
    this.stateMachine = new StateMachine(this, "StateMachine", {
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definitionOf(props))),
      role,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
      tracingEnabled: true,
    });
    this.roleArn = role.roleArn;
    if (props.distributed ?? true) role.attachInlinePolicy(this.#mapPolicy());
  }

  #ownLogGroup(): ILogGroup {
    return new LogGroup(this, "Logs", {
      // Names that begin so do not count towards the length that CloudWatch's resource policy may have.
      logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 128 })}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** A distributed map starts executions of the state machine that it is in. Apart, as it needs the state machine first. */
  #mapPolicy(): Policy {
    const policy = new Policy(this, "MapPolicy");
    this.stateMachine.grantStartExecution(policy);
    this.stateMachine.grantExecution(policy, "states:DescribeExecution", "states:StopExecution");
    policy.addStatements(
      new PolicyStatement({
        actions: ["states:RedriveExecution"],
        resources: [
          Stack.of(this).formatArn({
            service: "states",
            resource: "execution",
            resourceName: `${this.stateMachine.stateMachineName}/Accounts:*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      }),
    );
    return policy;
  }
}

function definitionOf(props: FleetWiseFleetRegistrationProps): object {
  const { mode, timestreamResources, maxWaitTime, interval, maxConcurrency, distributed, results } = props;
  return fleetRegistrationStateMachine({
    mode,
    maxWaitTime: maxWaitTime?.toSeconds({ integral: false }),
    interval: interval?.toSeconds({ integral: false }),
    registration: timestreamResources && { timestreamResources },
    maxConcurrency,
    distributed,
    results: results && { bucket: results.bucket.bucketName, prefix: results.prefix },
  });
}

function mayWrite({ bucket, prefix }: FleetResultsProps): PolicyStatement {
  return new PolicyStatement({
    actions: ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
    resources: [bucket.arnForObjects(prefix === undefined ? "*" : `${prefix}/*`)],
  });
}
