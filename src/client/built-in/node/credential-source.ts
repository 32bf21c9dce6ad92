import type { CredentialSource } from "../../aws-config/credential-chain.js";
import type { Caller } from "../../aws-config/credential-services.js";
import type { SharedConfig } from "../../aws-config/shared-config.js";

/** Finds where credentials come from, as the AWS CLI does. Loaded when needed: most callers pass credentials. */
export async function credentialSource(shared: SharedConfig, caller: Caller): Promise<CredentialSource> {
  const chain = await import("../../aws-config/credential-chain.js");
  return chain.credentialSource(shared, caller);
}
