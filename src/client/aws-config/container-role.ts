import { readFile } from "node:fs/promises";
import { CredentialsProviderError } from "@smithy/core/config";
import type { AwsCredentialIdentity } from "@smithy/types";
import { attempted, metadataService, parseCredentials } from "./metadata-service.js";
import type { Environment } from "./profiles.js";

const RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

/** Time limit of a request, number of attempts, and pause between attempts, as in the AWS CLI. */
const [LIMIT_MS, ATTEMPTS, PAUSE_MS] = [2000, 3, 1000];

/** URLs that may receive the authorization token: any with TLS, the hosts of Amazon ECS and EKS, and this machine. */
const TRUSTED =
  /^https:|^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/;

/** Returns whether this process is in a container that gives credentials: as in the AWS CLI, a variable may be empty. */
export function inContainer(env: Environment): boolean {
  return [RELATIVE, FULL].some((variable) => env[variable] !== undefined);
}

/**
 * Returns the credentials that a container gets from its host.
 *
 * The AWS SDK's provider is not used, because it waits forever for a host that does not respond.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 * @throws CredentialsProviderError without the URL's path and the token, which are secrets.
 */
export async function containerRole(env: Environment): Promise<AwsCredentialIdentity> {
  const fail = (problem: string, cause?: unknown) =>
    Object.assign(new CredentialsProviderError(`The container's credentials ${problem}`, false), { cause });
  const relative = env[RELATIVE];
  const address = relative ? `http://169.254.170.2${relative}` : env[FULL];
  const url = URL.canParse(String(address)) ? new URL(String(address)) : undefined;
  if (url === undefined || !TRUSTED.test(`${url.protocol}//${url.hostname}`))
    throw fail("have a URL that is neither https nor of Amazon ECS, Amazon EKS or this machine");
  const ask = metadataService(LIMIT_MS);
  try {
    return await attempted(ATTEMPTS, PAUSE_MS, async () => {
      const file = env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
      const token = file ? await readFile(file, "utf8") : env["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
      return parseCredentials(await ask("GET", url, token ? { authorization: token } : {}));
    });
  } catch (cause) {
    throw fail(`could not be fetched from ${url.host}`, cause);
  }
}
