import { toEndpointV1 } from "@smithy/core/transport";
import type { AwsCredentialIdentity } from "@smithy/types";
import type { RequestHandler } from "../http/handler.js";
import { signedRequest } from "../http/signed-request.js";
import { printableKeys } from "./printable-keys.js";

/** The owner of credentials, as STS names it. */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
}

/**
 * Returns the owner of credentials. The request to STS needs no permission.
 *
 * @param options.endpoint - Endpoint of STS; by default the region's.
 * @throws Error with the error code of STS as its name, and the HTTP status in `$metadata`. The error contains no credential.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function callerIdentity(
  credentials: AwsCredentialIdentity,
  options: {
    readonly region: string;
    readonly endpoint: string | undefined;
    readonly requestHandler: RequestHandler;
  },
): Promise<CallerIdentity> {
  const { region, endpoint, requestHandler } = options;
  const target = toEndpointV1(endpoint ?? `https://sts.${region}.amazonaws.com`);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = "Action=GetCallerIdentity&Version=2011-06-15";
  const signing = { service: "sts", region, credentials: printableKeys(credentials) };
  const request = await signedRequest(target, headers, body, signing);
  const { response } = await requestHandler.handle(request);
  const { statusCode } = response;
  let text = "";
  for await (const chunk of response.body) text += chunk;
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  const [account, arn] = [element("Account"), element("Arn")];
  if (statusCode === 200 && account !== undefined && arn !== undefined) return { account, arn };
  const error = new Error(element("Message") ?? `STS returned status ${statusCode} without an account`);
  throw Object.assign(error, {
    name: element("Code") ?? "InvalidResponse",
    $metadata: { httpStatusCode: statusCode },
  });
}
