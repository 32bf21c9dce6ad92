// The two Lambda functions of the construct, as they are shipped: bundled into one file that needs nothing but Node.
import { createFleetWiseClient } from "../index.js";
import type { HandlerConfig } from "./config.js";
import { Variable } from "./names.js";
import { createProviderHandlers, type ProviderHandlers } from "./provider.js";

const { env } = process;

/** Of Lambda's environment, not of the SDK's chain: that is many times the size of all the rest. */
async function credentials() {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) {
    const error = new Error(
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: Lambda sets them by the function's role.",
    );
    error.name = "CredentialsProviderError";
    throw error;
  }
  const { AWS_SESSION_TOKEN: sessionToken } = env;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

const { [Variable.mode]: mode, [Variable.maxWaitTime]: maxWaitTime } = env;

const handlers: ProviderHandlers = createProviderHandlers({
  client: createFleetWiseClient({ credentials }),
  mode,
  maxWaitTime: maxWaitTime === undefined ? undefined : Number(maxWaitTime),
} as HandlerConfig);

export const onEvent: ProviderHandlers["onEvent"] = handlers.onEvent;
export const isComplete: ProviderHandlers["isComplete"] = handlers.isComplete;
