import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, IdentityProvider } from "@smithy/types";
import { credentialSource } from "#platform/credential-source";
import { type FleetWiseClientConfig, isIdentity } from "./client-config.js";
import { sharedConfig } from "./shared-config.js";

/** Who signs. All times by the service's clock, as far as it is known, in milliseconds. */
export interface Credentials {
  /** The identity: resolved when first needed, kept until it is about to expire. Concurrent calls share one resolution. */
  current(now: number): Promise<AwsCredentialIdentity>;
  /** One to try instead of an identity that was refused; `undefined` where there is no other. */
  renewed(refused: AwsCredentialIdentity, now: number): Promise<AwsCredentialIdentity | undefined>;
}

/** An identity is renewed so long before it expires; one that came expired, so long after it came. */
const RENEWAL_MS = 300_000;

/**
 * @param region The client's: role providers and the chain call STS there, as in a client of the AWS SDK.
 */
export function credentialsOf(config: FleetWiseClientConfig, region: () => Promise<string>): Credentials {
  const { credentials, profile, requestHandler } = config;
  if (typeof credentials === "object") {
    return { current: async () => sendable(credentials), renewed: async () => undefined };
  }
  if (credentials === undefined)
    return kept(
      checked(async () =>
        (await credentialSource(await sharedConfig(profile), { region, requestHandler })).load(),
      ),
    );
  const caller = {
    region,
    ...(profile !== undefined && { profile }),
    ...(requestHandler !== undefined && { requestHandler }),
  };
  const provider = checked(credentials);
  return kept((options) => provider({ ...options, callerClientConfig: caller }));
}

interface Held {
  readonly identity: AwsCredentialIdentity;
  /** When it has to be renewed, and when it can't be used any more. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/**
 * Keeps the identity of a provider: without this, one that assumes a role would do so for every signature.
 *
 * Not the SDK's own memo: that forgets keys that are good for another five minutes where renewing them fails once, and asks for
 * others with every request where this machine's clock is hours ahead.
 */
function kept(provider: IdentityProvider<AwsCredentialIdentity>): Credentials {
  let held: Held | undefined;
  let asking: Promise<AwsCredentialIdentity> | undefined;

  const ask = (now: number, options?: { readonly forceRefresh: boolean }) => {
    asking ??= provider({ ...options })
      .then((identity) => {
        held = hold(identity, now);
        return identity;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  return {
    async current(now) {
      if (held === undefined) return ask(now);
      const { identity, renewAt, expiresAt } = held;
      if (now < renewAt) return identity;
      // Another call is at it, and these are good: a provider that hangs must not hold up all of them.
      if (asking !== undefined && now < expiresAt) return identity;
      return ask(now).catch((cause: unknown) => {
        if (now < expiresAt) return identity;
        throw notRenewed(cause);
      });
    },
    async renewed(refused, now) {
      // Of the calls that were refused together, the first has it renewed for all.
      if (held !== undefined && held.identity !== refused) return held.identity;
      const identity = await ask(now, { forceRefresh: true }).catch((cause: unknown) => {
        throw notRenewed(cause);
      });
      return isSame(identity, refused) ? undefined : identity;
    },
  };
}

function hold(identity: AwsCredentialIdentity, now: number): Held {
  const expiration = new Date(identity.expiration ?? Number.NaN).getTime();
  const expiresAt = Number.isNaN(expiration) ? Number.POSITIVE_INFINITY : expiration;
  // Nobody gives keys that have expired. So this machine's clock is wrong, and the service will say so.
  return expiresAt <= now
    ? { identity, renewAt: now + RENEWAL_MS, expiresAt: now + RENEWAL_MS }
    : { identity, renewAt: expiresAt - RENEWAL_MS, expiresAt };
}

function isSame(a: AwsCredentialIdentity, b: AwsCredentialIdentity): boolean {
  return (["accessKeyId", "secretAccessKey", "sessionToken"] as const).every((part) => a[part] === b[part]);
}

/** There were keys until now, so that it may pass. */
function notRenewed(cause: unknown): Error {
  const error = new Error("The credentials could not be renewed", { cause });
  return Object.assign(error, { name: "CredentialsRenewalError" });
}

/** A provider of nonsense is told so here: the SDK's signer would fail on it without naming the cause. */
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
