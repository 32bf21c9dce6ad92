import type { AwsCredentialIdentityProvider, Logger } from "@smithy/types";
import type { RequestHandler } from "../handler.js";

/**
 * The SDK's chain. Many megabytes, so loaded when it is first asked for; by a literal, because bundlers see no other.
 *
 * @param requestHandler - Sends the requests to STS and SSO; the latter does not use that of the caller.
 */
export async function credentialChain(
  profile: string | undefined,
  requestHandler: RequestHandler,
): Promise<AwsCredentialIdentityProvider> {
  const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
  // Without the cache, as other tools renew what is in the files: a token that has expired is read again. An instance's metadata
  // service gets a second and a third try, a second each.
  const init = { logger: SILENT, ignoreCache: true, maxRetries: 2, clientConfig: { requestHandler } };
  return fromNodeProviderChain({ ...init, ...(profile !== undefined && { profile }) });
}

const silent = () => {};

/** Not a class, because the chain writes to the console in spite of a logger whose class is `NoOpLogger`. */
const SILENT: Logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
