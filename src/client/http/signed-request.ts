import { Sha256Js } from "@smithy/core/checksum";
import { HttpRequest } from "@smithy/core/protocols";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentialIdentity, Endpoint, HttpRequest as SignedRequest } from "@smithy/types";

/** Returns a signed POST request to a service of AWS. */
export async function signedRequest(
  endpoint: Endpoint,
  headers: Readonly<Record<string, string>>,
  body: string,
  signing: { readonly service: string; readonly region: string; readonly credentials: AwsCredentialIdentity },
  signingDate: Date = new Date(),
): Promise<SignedRequest> {
  const { hostname, port } = endpoint;
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  const request = new HttpRequest({ ...endpoint, method: "POST", headers: { host, ...headers }, body });
  return new SignatureV4({ ...signing, sha256: Sha256Js }).sign(request, { signingDate });
}
