import { CfnResource, Stack, Validations } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct, IConstruct } from "constructs";

/** A finding of cdk-nag that has to be there, and why. */
export interface Acknowledgement {
  readonly rule: string;
  readonly finding?: string;
  readonly reason: string;
}

const WILDCARDS = "AwsSolutions-IAM5";
const UNTRACED = "AwsSolutions-SF2";

const ANY: Acknowledgement = {
  rule: WILDCARDS,
  finding: "Resource::*",
  reason:
    "The operations of AWS IoT FleetWise, of X-Ray, of log delivery and of a function's network interfaces have no resource type.",
};

const NOT_TRACED: Acknowledgement = {
  rule: UNTRACED,
  reason: "It runs once, and its log has every step: tracing would need a permission on all resources.",
};

/** Acknowledges for cdk-nag the wildcards that a construct with these functions has to have. */
export function acknowledgeWildcards(
  scope: Construct,
  invoked: readonly IFunction[],
  { logGroupArn }: ILogGroup,
): void {
  // An imported log group's ARN ends with the wildcard that the ARN of one in CloudFormation has as well.
  const streams = wildcardIn(scope, logGroupArn, "The streams of the log group.");
  acknowledge(scope, [...invoked.map((fn) => anyVersionOf(scope, fn)), streams]);
}

/** Acknowledges for cdk-nag what has to be there, so that nobody who uses the construct has to find out. */
export function acknowledge(scope: Construct, own: readonly Acknowledgement[]): void {
  const all = [ANY, NOT_TRACED, ...own];
  // Only since CDK 2.2xx, and so is cdk-nag 3, which reads it; cdk-nag 2 reads the resources' own metadata.
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

/** A resource that a policy names, in cdk-nag's words for what is known only to CloudFormation. */
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
