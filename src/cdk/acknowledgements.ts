import { CfnResource, Stack, Validations } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct, IConstruct } from "constructs";

/** A finding of cdk-nag that cannot be avoided, with the reason. */
export interface Acknowledgement {
  readonly rule: string;
  readonly finding?: string;
  readonly reason: string;
}

const WILDCARDS = "AwsSolutions-IAM5";
const WITHOUT_LOG = "AwsSolutions-SF1";
const UNTRACED = "AwsSolutions-SF2";

const ANY: Acknowledgement = {
  rule: WILDCARDS,
  finding: "Resource::*",
  reason:
    "The operations of AWS IoT FleetWise, of X-Ray, of log delivery and of a function's network interfaces have no resource type.",
};

const NOT_TRACED: Acknowledgement = {
  rule: UNTRACED,
  reason: "Tracing would need a permission on all resources.",
};

const NOT_LOGGED: Acknowledgement = {
  rule: WITHOUT_LOG,
  reason:
    "Each poll that is not complete fails a step, whose cause contains the ResponseURL, a secret. The functions log the polls.",
};

/**
 * Acknowledges the CDK's Provider: its state machine without a log, and the wildcards in the permissions to invoke functions and to
 * write to the log group.
 */
export function acknowledgeProvider(
  scope: Construct,
  invoked: readonly IFunction[],
  { logGroupArn }: ILogGroup,
): void {
  // The ARN of a log group ends with a wildcard, also if the group is imported.
  const streams = wildcardIn(scope, logGroupArn, "Log streams get their names at run time.");
  acknowledge(scope, [NOT_LOGGED, ...invoked.map((fn) => anyVersionOf(scope, fn)), streams]);
}

/** Acknowledges a construct's own findings of cdk-nag, and those that both constructs have. */
export function acknowledge(scope: Construct, own: readonly Acknowledgement[]): void {
  const all = [ANY, NOT_TRACED, ...own];
  // An older CDK has no `Validations`. Only cdk-nag 2 fits it, and reads the resources' metadata instead.
  if (Validations !== undefined) {
    Validations.of(scope).acknowledge(
      ...all.map(({ rule, finding, reason }) => ({
        id: finding === undefined ? rule : `${rule}[${finding}]`,
        reason,
      })),
    );
    return;
  }
  const rules_to_suppress = all.map(({ rule, finding, reason }) => ({
    id: rule,
    reason,
    ...(finding !== undefined && { applies_to: [finding] }),
  }));
  for (const resource of scope.node.findAll().filter(isAcknowledged))
    resource.addMetadata("cdk_nag", { rules_to_suppress });
}

function anyVersionOf(scope: Construct, { node }: IFunction): Acknowledgement {
  const id = Stack.of(scope).resolve(Stack.of(scope).getLogicalId(node.defaultChild as CfnResource));
  return {
    rule: WILDCARDS,
    finding: `Resource::<${id}.Arn>:*`,
    reason: "The Provider invokes this function, in any of its versions.",
  };
}

/** Returns the acknowledgement of an ARN with a wildcard. cdk-nag writes a reference as `<Id.Attribute>`, a `Ref` as `<Id>`. */
export function wildcardIn(scope: Construct, resource: string, reason: string): Acknowledgement {
  const resolved: unknown = Stack.of(scope).resolve(resource);
  const parts = (resolved as { "Fn::Join"?: [string, unknown[]] })["Fn::Join"]?.[1] ?? [resolved];
  return { rule: WILDCARDS, finding: `Resource::${parts.map(named).join("")}`, reason };
}

function named(part: unknown): string {
  if (typeof part !== "object" || part === null) return String(part);
  const [reference] = Object.values(part);
  return `<${[reference].flat().join(".")}>`;
}

function isAcknowledged(construct: IConstruct): construct is CfnResource {
  const types = ["AWS::IAM::Policy", "AWS::StepFunctions::StateMachine"];
  return CfnResource.isCfnResource(construct) && types.includes(construct.cfnResourceType);
}
