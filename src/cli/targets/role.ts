import type { FleetWiseClientConfig } from "../../index.js";

type Provider = Extract<FleetWiseClientConfig["credentials"], (...args: never) => unknown>;

/** Credentials of a role, assumed by the AWS SDK with the caller's own; loaded when first needed, as it is large. */
export function assumedRole(roleArn: string): Provider {
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
