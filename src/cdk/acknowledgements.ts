import { CfnResource, Stack, Validations } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct, IConstruct } from "constructs";

/** A wildcard in a policy that has to be there: cdk-nag's name for it, and why. */
export interface Wildcard {
  readonly finding: string;
  readonly reason: string;
}

const RULE = "AwsSolutions-IAM5";

const ANY: Wildcard = {
  finding: "Resource::*",
  reason:
    "The operations of AWS IoT FleetWise, of X-Ray, of log delivery and of a function's network interfaces know no resource.",
};

/** Tells cdk-nag which wildcards a construct with these functions has to have. */
export function acknowledgeWildcards(scope: Construct, invoked: readonly IFunction[]): void {
  acknowledge(
    scope,
    invoked.map((fn) => anyVersionOf(scope, fn)),
  );
}

/** Tells cdk-nag which wildcards have to be there, so that nobody who uses the construct has to find out. */
export function acknowledge(scope: Construct, own: readonly Wildcard[]): void {
  const wildcards = [ANY, ...own];
  // Only since CDK 2.2xx, and so is cdk-nag 3, which reads it; cdk-nag 2 reads the resources' own metadata.
  if (Validations !== undefined) {
    Validations.of(scope).acknowledge(
      ...wildcards.map(({ finding, reason }) => ({ id: `${RULE}[${finding}]`, reason })),
    );
    return;
  }
  const rules_to_suppress = wildcards.map(({ finding, reason }) => ({
    id: RULE,
    reason,
    applies_to: [finding],
  }));
  for (const policy of scope.node.findAll().filter(isPolicy))
    policy.addMetadata("cdk_nag", { rules_to_suppress });
}

function anyVersionOf(scope: Construct, { node }: IFunction): Wildcard {
  const id = Stack.of(scope).resolve(Stack.of(scope).getLogicalId(node.defaultChild as CfnResource));
  return {
    finding: `Resource::<${id}.Arn>:*`,
    reason: "The Provider invokes this function, in any of its versions.",
  };
}

/** A resource that a policy names, in cdk-nag's words for what is known only to CloudFormation. */
export function wildcardIn(scope: Construct, resource: string, reason: string): Wildcard {
  const resolved: unknown = Stack.of(scope).resolve(resource);
  const parts = (resolved as { "Fn::Join"?: [string, unknown[]] })["Fn::Join"]?.[1] ?? [resolved];
  return { finding: `Resource::${parts.map(named).join("")}`, reason };
}

function named(part: unknown): string {
  if (typeof part !== "object" || part === null) return String(part);
  const [reference] = Object.values(part);
  return `<${[reference].flat().join(".")}>`;
}

function isPolicy(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === "AWS::IAM::Policy";
}
