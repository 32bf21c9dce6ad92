import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import { credentialChain } from "#platform/credential-chain";
import { type FleetWiseClientConfig, isIdentity } from "./client-config.js";

/** Who signs. */
export interface Credentials {
  /** The identity: resolved when first needed, kept until it is about to expire. Concurrent calls share one resolution. */
  current(): Promise<AwsCredentialIdentity>;
  /** One to try instead of an identity that was refused as expired; `undefined` where there can be no other. */
  renewed(refused: AwsCredentialIdentity): Promise<AwsCredentialIdentity | undefined>;
}

/**
 * @param region The client's: role providers and the chain call STS there, as in a client of the AWS SDK.
 */
export function credentialsOf(config: FleetWiseClientConfig, region: () => Promise<string>): Credentials {
  const { credentials, profile, requestHandler } = config;
  if (typeof credentials === "object") {
    return { current: async () => sendable(credentials), renewed: async () => undefined };
  }
  const caller = {
    region,
    ...(profile !== undefined && { profile }),
    ...(requestHandler !== undefined && { requestHandler }),
  };
  const provider = checked(credentials ?? nodeChain(profile));
  // Without this, a provider that assumes a role would do so for every signature.
  const memoized = memoizeIdentityProvider(
    (options) => provider({ ...options, callerClientConfig: caller }),
    isIdentityExpired,
    doesIdentityRequireRefresh,
  ) as AwsCredentialIdentityProvider;
  return {
    current: () => memoized(),
    renewed: async (refused) => {
      const current = await memoized();
      // Of the calls that were refused together, the first has it renewed for all.
      return current === refused ? memoized({ forceRefresh: true }) : current;
    },
  };
}

/** The chain of the SDK for Node, loaded when it is first asked. */
function nodeChain(profile: string | undefined): AwsCredentialIdentityProvider {
  let chain: AwsCredentialIdentityProvider | undefined;
  return async (options) => {
    chain ??= await credentialChain(profile);
    return chain(options);
  };
}

/** A provider of nonsense is told so here: the SDK's memo and signer would fail on it without naming the cause. */
function checked(provider: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
  return async (options) => {
    const identity: unknown = await provider(options);
    if (!isIdentity(identity)) {
      throw new TypeError(
        "Expected the `credentials` provider to resolve to an object with accessKeyId and secretAccessKey",
      );
    }
    return sendable(identity);
  };
}

/** A stray line break is refused here: `fetch` would, too, but show the whole header, and with it the token, in its message. */
function sendable(identity: AwsCredentialIdentity): AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = identity;
  if (/[^ -~]/.test(accessKeyId + secretAccessKey + sessionToken)) {
    throw new TypeError(
      "Expected the `credentials` to be of printable ASCII, got a line break or the like in them",
    );
  }
  return identity;
}
