import type { AwsCredentialIdentityProvider, Logger } from "@smithy/types";

/** The SDK's chain. Many megabytes, so loaded when it is first asked for; by a literal, because bundlers see no other. */
export async function credentialChain(profile: string | undefined): Promise<AwsCredentialIdentityProvider> {
  const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
  // Without the cache, as other tools renew what is in the files: a token that has expired is read anew.
  const init = { logger: SILENT, ignoreCache: true };
  return fromNodeProviderChain({ ...init, ...(profile !== undefined && { profile }) });
}

const silent = () => {};

/** Not a class, because the chain writes to the console in spite of a logger whose class is `NoOpLogger`. */
const SILENT: Logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
