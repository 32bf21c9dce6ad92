import { RemovalPolicy } from "aws-cdk-lib";
import { type ILogGroup, LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

/** Creates a construct's own log group, which is removed with the stack. @param logGroupName - By default, chosen by CloudFormation. */
export function ownLogGroup(
  scope: Construct,
  retention: RetentionDays = RetentionDays.ONE_MONTH,
  logGroupName?: string,
): ILogGroup {
  const removalPolicy = RemovalPolicy.DESTROY;
  return new LogGroup(scope, "Logs", { retention, removalPolicy, ...(logGroupName && { logGroupName }) });
}
