import type { CloudFormationRequest, OnEventRequest } from "../../src/custom-resource/index.js";
import { type HandlerRuntime, lambdaRuntime } from "../../src/custom-resource/reconcile.js";
import { createFleetWiseClient, type FleetWiseClient } from "../../src/index.js";
import { type Timeline, timelines } from "../../src/testing/index.js";

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

/**
 * Returns a timeline whose registration ended ten hours ago, if the time scale is 1000. By default, every new registration
 * succeeds immediately.
 */
export function registeredBefore(
  registrations: Timeline["registrations"] = timelines.registersInstantly.registrations,
): Timeline {
  const stages = timelines.registersInstantly.before ?? [];
  return { before: stages.map((stage) => ({ ...stage, at: stage.at - 3.6e7 })), registrations };
}

/** Returns the runtime of Lambda with other limits. */
export function runtime(times: Partial<HandlerRuntime["times"]>): HandlerRuntime {
  return { ...lambdaRuntime, times: { ...lambdaRuntime.times, ...times } };
}

/** Returns the built-in client for an emulator. */
export function clientOf({ endpoint }: { readonly endpoint: string }): FleetWiseClient {
  return createFleetWiseClient({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
}
