import type { AwsCredentialIdentityProvider } from "@smithy/types";

/** A page has no environment, no files and no metadata service to find credentials in. */
export async function credentialChain(
  _profile: string | undefined,
  _handler: object,
): Promise<AwsCredentialIdentityProvider> {
  const error = new Error("Credentials are missing: pass `credentials`");
  throw Object.assign(error, { name: "MissingCredentialsError" });
}
