import type { OnEventRequest } from "../../src/custom-resource/index.js";
import type { HandlerRuntime } from "../../src/custom-resource/provider.js";
import { createFleetWiseClient, type FleetWiseClient } from "../../src/index.js";

/** A lifecycle event as CloudFormation sends it. */
export function request(
  RequestType: OnEventRequest["RequestType"],
  fields: Partial<OnEventRequest> = {},
): OnEventRequest & { readonly ResponseURL: string } {
  return {
    RequestType,
    ResponseURL:
      "https://cloudformation-custom-resource-response-euc1.s3.amazonaws.com/secret?X-Amz-Signature=secret",
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

/** The real thing, in less time. */
export function machinery(times: Partial<HandlerRuntime["times"]> = {}): HandlerRuntime {
  return { times: { onEvent: 0.8, isComplete: 3, ...times }, now: Date.now };
}

/** The built-in client of an emulator. */
export function clientOf({ endpoint }: { readonly endpoint: string }): FleetWiseClient {
  return createFleetWiseClient({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
}
