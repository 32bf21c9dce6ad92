import type { CloudFormationRequest, OnEventRequest } from "../../src/custom-resource/index.js";

/** Returns a lifecycle event as CloudFormation sends it. */
export function request(
  RequestType: OnEventRequest["RequestType"],
  fields: Partial<CloudFormationRequest> = {},
): CloudFormationRequest {
  return {
    RequestType,
    ResponseURL: responseUrl(),
    StackId:
      "arn:aws:cloudformation:eu-central-1:123456789012:stack/fleet/5b918d10-cd98-11ea-90d5-0a9cd3354c10",
    RequestId: "4f0b0d5e-1c0c-4b8a-9d4e-0a9cd3354c10",
    LogicalResourceId: "FleetWiseRegistration",
    ...(RequestType !== "Create" && { PhysicalResourceId: PHYSICAL_ID }),
    ResourceProperties: {},
    ...fields,
  };
}

export const PHYSICAL_ID = "fleetwise-registration-123456789012-eu-central-1";

/** Returns a ResponseURL that was signed at this time. */
export function responseUrl(signedAt: Date = new Date()): string {
  const date = signedAt.toISOString().replace(/[-:]|\.\d+/g, "");
  return (
    "https://cloudformation-custom-resource-response-euc1.s3.amazonaws.com/secret" +
    `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${date}&X-Amz-Expires=7200&X-Amz-Signature=secret`
  );
}
