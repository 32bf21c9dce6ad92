import { createFleetWiseClient, type FleetWiseClient } from "../index.js";

/** Returns the built-in client, with the region and the credentials of the Lambda function that it runs in. */
export function lambdaClient(): FleetWiseClient {
  return createFleetWiseClient({ credentials });
}

/** Returns the credentials in Lambda's environment. A credential chain would multiply the size of the bundle. */
async function credentials() {
  const { env } = process;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) {
    const error = new Error(
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: Lambda sets them from the function's role.",
    );
    error.name = "CredentialsProviderError";
    throw error;
  }
  const { AWS_SESSION_TOKEN: sessionToken } = env;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
