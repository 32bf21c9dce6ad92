import type { CredentialSource } from "../../aws-config/credential-chain.js";
import type { Caller } from "../../aws-config/credential-services.js";
import type { SharedConfig } from "../../aws-config/shared-config.js";

/** Returns the source of credentials. The chain is loaded on first use, because clients with credentials never need it. */
export async function credentialSource(shared: SharedConfig, caller: Caller): Promise<CredentialSource> {
  const chain = await import("../../aws-config/credential-chain.js");
  return chain.credentialSource(shared, caller);
}
