import { CredentialsProviderError } from "@smithy/core/config";
import type { AwsCredentialIdentity } from "@smithy/types";
import { attempted, type MetadataService, metadataService, parseCredentials } from "./metadata-service.js";
import type { SharedConfig } from "./shared-config.js";

const ROLES = "/latest/meta-data/iam/security-credentials/";

/**
 * Gets the credentials of the instance's role from the instance metadata service.
 *
 * The AWS SDK's provider is not used: it looks for the service's address in the files of `AWS_PROFILE` alone, and throws a system
 * error if the user has no home directory.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @throws CredentialsProviderError if the service is disabled or absent, gives no valid response, or has no role.
 */
export async function instanceRole(shared: SharedConfig): Promise<AwsCredentialIdentity> {
  const { env, setting } = shared;
  const isTrue = (variable: string, name?: string) =>
    (env[variable] || (name && setting(name)))?.toLowerCase() === "true";
  if (isTrue("AWS_EC2_METADATA_DISABLED")) throw noCredentials(shared);
  const mode = env["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] || setting("ec2_metadata_service_endpoint_mode");
  const endpoint =
    env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ||
    setting("ec2_metadata_service_endpoint") ||
    (mode?.toLowerCase() === "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
  const limitS = env["AWS_METADATA_SERVICE_TIMEOUT"] || setting("metadata_service_timeout") || 1;
  const attempts = env["AWS_METADATA_SERVICE_NUM_ATTEMPTS"] || setting("metadata_service_num_attempts") || 3;
  const legacy = !isTrue("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
  const ask = metadataService(1000 * Number(limitS));
  return attempted(Number(attempts), 0, () => roleCredentials(ask, endpoint, legacy)).catch(
    (cause: unknown) => {
      throw Object.assign(noCredentials(shared), { cause });
    },
  );
}

async function roleCredentials(
  ask: MetadataService,
  endpoint: string,
  legacy: boolean,
): Promise<AwsCredentialIdentity> {
  const at = (path: string) => new URL(path, endpoint);
  const token = await ask("PUT", at("/latest/api/token"), {
    "x-aws-ec2-metadata-token-ttl-seconds": "21600",
  });
  // Version 1 of the service does not support tokens.
  if (token.status !== 200 && !(legacy && [403, 404, 405].includes(token.status)))
    throw new Error(`The metadata service returned status ${token.status} for the token request`);
  const headers = token.status === 200 ? { "x-aws-ec2-metadata-token": token.body } : {};
  const role = await ask("GET", at(ROLES), headers);
  if (role.status !== 200 || role.body === "") throw new Error("The instance has no role");
  return parseCredentials(await ask("GET", at(ROLES + role.body), headers));
}

function noCredentials({ env, profile, profileGiven }: SharedConfig): Error {
  const sources = profileGiven
    ? `in the profile ${JSON.stringify(profile)}`
    : "in the environment, in a profile";
  const unused =
    profileGiven && env["AWS_ACCESS_KEY_ID"]
      ? ". AWS_ACCESS_KEY_ID is not used, because a profile is given"
      : "";
  const problem = `No credentials were found: not ${sources}, from a container or from the instance${unused}`;
  return new CredentialsProviderError(problem, false);
}
