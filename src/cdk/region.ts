import { Annotations, Stack, Token } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { REGIONS, REGIONS_IN_WORDS } from "../text/regions.js";

/** Warns if the service is not known to be in the stack's region. AWS may add regions. */
export function checkRegion(scope: Construct): void {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region) || REGIONS.includes(region)) return;
  Annotations.of(scope).addWarningV2(
    "fleetwise-registration:region",
    `AWS IoT FleetWise is in ${REGIONS_IN_WORDS} as of this version: in ${region}, the deployment will probably fail.`,
  );
}
