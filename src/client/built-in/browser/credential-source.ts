import type { CredentialSource } from "../../aws-config/credential-chain.js";

/** Rejects, because a web page has no environment variables, no files and no metadata service to find credentials in. */
export async function credentialSource(): Promise<CredentialSource> {
  const error = new Error("Credentials are missing: pass `credentials`");
  throw Object.assign(error, { name: "MissingCredentialsError" });
}
