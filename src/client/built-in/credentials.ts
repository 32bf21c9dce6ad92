import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, Logger } from "@smithy/types";
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

/** The SDK's chain, loaded when it is first asked: it is Node's only, and many megabytes. */
function nodeChain(profile: string | undefined): AwsCredentialIdentityProvider {
  let chain: AwsCredentialIdentityProvider | undefined;
  return async (options) => {
    if (chain === undefined) {
      const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
      // In a browser there is no chain: this package's `browser` field leaves it out of the bundle.
      if (typeof fromNodeProviderChain !== "function")
        throw new Error("Credentials are missing: pass `credentials`");
      // Without the cache, as other tools renew what is in the files: a token that has expired is read anew.
      const init = { logger: SILENT, ignoreCache: true };
      chain ??= fromNodeProviderChain({ ...init, ...(profile !== undefined && { profile }) });
    }
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

const silent = () => {};

/** Not a class, because the chain writes to the console in spite of a logger whose class is `NoOpLogger`. */
const SILENT: Logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
