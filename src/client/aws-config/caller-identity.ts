import { Sha256 } from "@smithy/core/checksum";
import { HttpRequest } from "@smithy/core/protocols";
import { toEndpointV1 } from "@smithy/core/transport";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentialIdentity } from "@smithy/types";
import type { RequestHandler } from "../http/handler.js";
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
  const request = new HttpRequest({
    ...target,
    method: "POST",
    headers: {
      host: target.port === undefined ? target.hostname : `${target.hostname}:${target.port}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  });
  const signer = new SignatureV4({
    service: "sts",
    region,
    credentials: printableKeys(credentials),
    sha256: Sha256,
  });
  const { response } = await requestHandler.handle(await signer.sign(request));
  const { statusCode } = response;
  let body = "";
  for await (const chunk of response.body) body += chunk;
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
  const [account, arn] = [element("Account"), element("Arn")];
  if (statusCode === 200 && account !== undefined && arn !== undefined) return { account, arn };
  const error = new Error(element("Message") ?? `STS returned status ${statusCode} without an account`);
  throw Object.assign(error, {
    name: element("Code") ?? "InvalidResponse",
    $metadata: { httpStatusCode: statusCode },
  });
}
