import type { AwsCredentialIdentity } from "@smithy/types";

/**
 * Returns credentials that can be sent. An HTTP header takes other text too, or rejects it with a message that contains the token.
 *
 * @throws TypeError if they are not printable ASCII. It does not show them.
 */
export function printableKeys(identity: AwsCredentialIdentity): AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey, sessionToken } = identity;
  if (!/[^ -~]/.test(`${accessKeyId}${secretAccessKey}${sessionToken}`)) return identity;
  throw new TypeError(
    "Expected credentials of printable ASCII; they contain another character, such as a line break",
  );
}
