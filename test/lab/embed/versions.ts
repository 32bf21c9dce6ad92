/** The oldest of the CDK that the package says it works with: the lower ends of its peers' ranges. */
export const OLDEST = ["aws-cdk-lib@2.200.0", "constructs@10.4.2"];
