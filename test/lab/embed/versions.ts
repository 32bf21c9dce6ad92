/** The oldest CDK that the package supports: the lower bounds of its peer ranges. */
export const OLDEST = ["aws-cdk-lib@2.200.0", "constructs@10.4.2"];
