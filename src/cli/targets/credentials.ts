import type { FleetWiseClientConfig } from "../../index.js";
import type { Host } from "../host.js";
import type { Address } from "./addresses.js";

type Credentials = FleetWiseClientConfig["credentials"];
type Provider = Extract<Credentials, (...args: never) => unknown>;

/** Who asks for a target; `undefined` leaves it to the AWS SDK's chain. */
export function credentialsOf({ roleArn, profile }: Address, env: Host["env"]): Credentials {
  if (roleArn !== undefined) return assumedRole(roleArn);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  // What the chain would find first, without loading it, which takes longer than the request.
  if (profile !== undefined || env["AWS_PROFILE"] || !accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = env["AWS_SESSION_TOKEN"];
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** Credentials of a role, assumed by the AWS SDK with the caller's own; loaded when first needed, as it is large. */
function assumedRole(roleArn: string): Provider {
  let provider: Provider | undefined;
  return async (options) => {
    if (provider === undefined) {
      const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
      provider = fromTemporaryCredentials({
        params: { RoleArn: roleArn, RoleSessionName: "fleetwise-registration" },
      });
    }
    // With the client's region and profile in them: the role is assumed there, with that profile's credentials.
    return provider(options);
  };
}
