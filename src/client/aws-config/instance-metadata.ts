import { CredentialsProviderError } from "@smithy/core/config";
import { HttpRequest } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity } from "@smithy/types";
import type { SharedConfig } from "./shared-config.js";

const ROLES = "/latest/meta-data/iam/security-credentials/";

/**
 * Asks the instance metadata service for the credentials of the instance's role.
 *
 * Not with the AWS SDK's provider: that looks for the service's address in the files of `AWS_PROFILE` alone, and throws an error
 * of the system if the user has no home directory.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @throws CredentialsProviderError if there is no such service, or no role.
 */
export async function instanceRole({ env, setting }: SharedConfig): Promise<AwsCredentialIdentity> {
  if (env["AWS_EC2_METADATA_DISABLED"]?.toLowerCase() === "true") throw NO_CREDENTIALS();
  const ipv6 =
    (
      env["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] || setting("ec2_metadata_service_endpoint_mode")
    )?.toLowerCase() === "ipv6";
  const endpoint =
    env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ||
    setting("ec2_metadata_service_endpoint") ||
    (ipv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
  const timeout =
    1000 * Number(env["AWS_METADATA_SERVICE_TIMEOUT"] || setting("metadata_service_timeout") || 1);
  const attempts = Number(
    env["AWS_METADATA_SERVICE_NUM_ATTEMPTS"] || setting("metadata_service_num_attempts") || 3,
  );
  const legacy =
    (env["AWS_EC2_METADATA_V1_DISABLED"] || setting("ec2_metadata_v1_disabled"))?.toLowerCase() !== "true";
  const service = metadataService(endpoint, timeout);
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await roleCredentials(service, legacy);
      } catch (cause) {
        if (attempt >= attempts) throw Object.assign(NO_CREDENTIALS(), { cause });
      }
    }
  } finally {
    service.close();
  }
}

async function roleCredentials(service: MetadataService, legacy: boolean): Promise<AwsCredentialIdentity> {
  const token = await service.ask("PUT", "/latest/api/token", {
    "x-aws-ec2-metadata-token-ttl-seconds": "21600",
  });
  // A service of version 1 does not know the token.
  if (token.status !== 200 && !(legacy && [403, 404, 405].includes(token.status)))
    throw new Error(`The instance metadata service answered ${token.status} to the request for a token`);
  const headers = token.status === 200 ? { "x-aws-ec2-metadata-token": token.body } : {};
  const role = await service.ask("GET", ROLES, headers);
  if (role.status !== 200 || role.body.trim() === "") throw new Error("The instance has no role");
  const { status, body } = await service.ask("GET", ROLES + role.body.trim(), headers);
  if (status !== 200)
    throw new Error(`The instance metadata service answered ${status} to the request for credentials`);
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(body);
  if (!AccessKeyId || !SecretAccessKey || !Token || !Expiration)
    throw new Error("The instance metadata service gave no credentials");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: Token,
    expiration: new Date(Expiration),
  };
}

interface MetadataService {
  ask(
    method: "GET" | "PUT",
    path: string,
    headers: Record<string, string>,
  ): Promise<{ readonly status: number; readonly body: string }>;
  close(): void;
}

/** Without a proxy: the service is on the machine's own link. */
function metadataService(endpoint: string, timeout: number): MetadataService {
  const handler = new NodeHttpHandler({
    connectionTimeout: timeout,
    requestTimeout: timeout,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: false },
  });
  const { protocol, hostname, port } = new URL(endpoint);
  return {
    async ask(method, path, headers) {
      const request = new HttpRequest({
        protocol,
        hostname,
        method,
        path,
        headers,
        ...(port && { port: Number(port) }),
      });
      const { response } = await handler.handle(request);
      let body = "";
      for await (const chunk of response.body) body += chunk;
      return { status: response.statusCode, body };
    },
    close: () => handler.destroy(),
  };
}

const NO_CREDENTIALS = () =>
  new CredentialsProviderError(
    "No credentials were found: not in the environment, in a profile, from a container or from the instance",
    false,
  );
